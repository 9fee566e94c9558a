"""The table of AWS resource types that have a simulation of their own."""

from collections.abc import Mapping

from preview.simulated.aws import forms_application, forms_compute, forms_network, forms_security
from preview.simulated.aws.form import Form

FORMS: Mapping[str, Form] = {
    **forms_network.FORMS,
    **forms_compute.FORMS,
    **forms_security.FORMS,
    **forms_application.FORMS,
}
