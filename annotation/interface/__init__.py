"""The labelling interface that Label Studio shows, generated from the ontology and checked before anybody uses it."""

from wirecopy.annotation.interface.build import labelling_interface
from wirecopy.annotation.interface.checks import check_interface, check_with_sdk

__all__ = ["check_interface", "check_with_sdk", "labelling_interface"]
