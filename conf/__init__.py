"""Hydra configuration groups and the command line that ties the packages together."""
