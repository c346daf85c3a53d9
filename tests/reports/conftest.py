"""The small course of tests/course, for reports that are made of a whole course."""

from course.conftest import course, hands_in, template  # noqa: F401  # the same fixtures
