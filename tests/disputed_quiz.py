"""The quiz after its feedback, disputed by ben: what its tests look at."""

from quiz_course import QUIZ

from bhtrain.course.gradebook import open_gradebook
from bhtrain.course.reviews import ReviewHistory

T1, T2 = "quiz-1-t1", "quiz-1-t2"
SECRET = "ben".ljust(32, "s")  # of ben's hand-in


def points_of(course, learner="ben", task=T1):
    with open_gradebook(course) as gradebook:
        [found] = [g for g in gradebook.grades(QUIZ) if (g.learner, g.task) == (learner, task)]
    return found.points


def history(course, learner="ben"):
    return ReviewHistory.of(course).entries(QUIZ, learner=learner)


def shown(course):
    """What ben's page gets about his first task."""
    feedback = course.exchange.feedback(QUIZ, "ben", SECRET)
    [found] = [one for one in feedback["tasks"] if one["task"] == T1]
    return found
