"""The words of the field as frozen values: visit, claim, finding, scenario, attempt."""
