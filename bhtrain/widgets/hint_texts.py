"""What the hints of the case desk say; part of its catalogue (see texts)."""

HINT_TEXTS = {
    "hint.title": "Hints",
    "hint.about": "Up to three steps before you check. How many you took is noted with your try.",
    "hint.button": "Give me a hint ({n} of {of})",
    "hint.all": "You have all the hints",
    "hint.failed": "The hint could not be given, and it is not counted. Try it once more.",
    "hint.step": "Hint {n}",
    "hint.look.code": "Look for what was done, by whom, where and for how long. Then ask:",
    "hint.look.review": "Put each line of the draft beside the note. Then ask:",
    "hint.look.denial": "Begin with what the payer said of each line. Then ask:",
    "hint.look.documentation": "Go through what a note can lack, group by group. Then ask:",
    "hint.look.query": "Find what keeps the claim from going out. Then ask:",
    "hint.look.pattern": "Begin with the two figures, then sort the table. Then ask:",
    "hint.look.triage": "Work out the last day of each item. Then ask:",
    "hint.question.add-ons": (
        "Does an add-on belong to this visit? Which base does it join, and which words of the "
        "note support it?"
    ),
    "hint.question.annual-updates": "Which codes and which rules held on the date of service?",
    "hint.question.code-selection": (
        "What kind of service was this, such as an intake, a medical visit, a call or treatment?"
    ),
    "hint.question.credentialing-patterns": (
        "What would a payer or a credentialing committee notice about this clinician?"
    ),
    "hint.question.crisis": (
        "Does the note show a crisis, what was done about it, and how many minutes it took?"
    ),
    "hint.question.diagnosis": (
        "Which diagnoses does the clinician state as certain, and which of them was this visit for?"
    ),
    "hint.question.documentation-elements": (
        "Which parts does a note of this kind need, and is each of them there?"
    ),
    "hint.question.e-m-psychotherapy": (
        "Was there a medical visit beside the therapy, and does each have its own part and "
        "minutes in the note?"
    ),
    "hint.question.family-group": "Who was in the session, for how long, and for whose treatment?",
    "hint.question.medical-necessity": (
        "Why did this patient need this service on this day, and does the note say so?"
    ),
    "hint.question.modifiers": (
        "Does a line need a mark for how it was done, or for what stands beside it that day?"
    ),
    "hint.question.payer-rules": "What does the payer ask for that another may not?",
    "hint.question.privacy": "What would leave the practice here, who is named in it, and may it?",
    "hint.question.scope-of-practice": (
        "Who gave the service, and may somebody with that credential report it to this payer?"
    ),
    "hint.question.supervision-incident-to": (
        "Who did the work, who supervised it, and under whose number may it go out?"
    ),
    "hint.question.telehealth": (
        "How did they meet, where was the patient, and what does that change on the claim?"
    ),
    "hint.question.time": "How many minutes of the service does the note itself document?",
    "hint.question.units": "What is one unit here: a session, a day, a month, or so many minutes?",
    "hint.decides.code": "What decides stands here. It is lit in the note.",
    "hint.decides.review": "What decides about the draft stands here. It is lit in the note.",
    "hint.decides.denial": (
        "This decides, together with what the payer said. It is lit in the note."
    ),
    "hint.decides.documentation": (
        "Read here again, and ask what ought to stand there. It is lit in the note."
    ),
    "hint.decides.query": "Your question is about this. It is lit in the note.",
    "hint.decides.pattern": (
        "This decides, together with the lines of the month. It is lit in the text."
    ),
    "hint.decides.triage": (
        "This decides, together with the dates in the queue. It is lit in the text."
    ),
    "hint.decides.none": "No single sentence decides here. Take the text as a whole.",
    "hint.rules.one": "The rule that decides:",
    "hint.rules.many": "The rules that decide:",
    "hint.rules.none": "No single rule decides here.",
    "hint.rule.not-in-force": "It was not in force on the date of service.",
}
