# nbgrader's settings for this course. They live in bhtrain, so that an update reaches them;
# add a line below to change one.
from bhtrain.course.settings import configure

c = get_config()
configure(c, __file__)
