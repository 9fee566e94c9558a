"""Command line: `python -m preflight --stack STACK`."""

import sys
from collections.abc import Sequence

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from bootstrap.errors import explain
from infra.configuration import ConfigurationError
from preflight.account import Account, DeniedError
from preflight.arguments import parse
from preflight.plan import PlanError, read_plan
from preflight.run import report, run
from preview.project_files import ProjectError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 nothing stands in the way, 2 something does."""
    options = parse(arguments)
    try:
        plan = read_plan(options.directory, options.stack, options.config)
        account = Account(boto3.Session(), plan.settings.aws.region)
        return report(run(plan, account), _say)
    except (ProjectError, ConfigurationError, PlanError) as error:
        return _fail(str(error))
    except DeniedError as error:
        return _fail(f"the caller has no {error.action}, which some policy takes away")
    except (BotoCoreError, ClientError) as error:
        return _fail(explain(error))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the command's output


def _fail(message: str) -> int:
    print(f"error: {message}", file=sys.stderr)  # noqa: T201 - the command's output
    return 2


if __name__ == "__main__":
    sys.exit(main())
