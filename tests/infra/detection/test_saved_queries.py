"""Saved queries ask the logs that the stack has."""

from infra.detection.saved_queries import SAVED_QUERIES
from preview.model import Result
from tests.support.resources import inputs_of_type, of_type

QUERY = "aws:cloudwatch/queryDefinition:QueryDefinition"


def test_a_query_stands_in_the_stacks_folder_and_asks_a_log_of_the_stack(either_stack: Result) -> None:
    logs = {group.outputs["name"] for group in of_type(either_stack, "aws:cloudwatch/logGroup:LogGroup")}
    (cluster,) = inputs_of_type(either_stack, "aws:eks/cluster:Cluster")
    for query in inputs_of_type(either_stack, QUERY):
        assert query["name"].startswith(f"{cluster['name']}/")
        assert set(query["logGroupNames"]) <= logs


def test_only_a_stack_with_a_trail_has_questions_to_it(dev: Result, prod: Result) -> None:
    assert len(of_type(prod, QUERY)) == len(SAVED_QUERIES)
    assert not [query for query in of_type(dev, QUERY) if "trail" in query.name]


def test_every_query_is_a_pipe_of_commands_of_insights() -> None:
    for query in SAVED_QUERIES:
        for line in query.lines:
            assert line.split()[0] in {"fields", "filter", "stats", "sort", "parse", "limit"}, query.name
