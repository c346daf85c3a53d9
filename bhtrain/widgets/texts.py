"""Every sentence of the case desk, in one place, ready to be translated.

Words in braces are filled by the browser. No sentence is glued together from pieces.
"""

TEXTS = {
    # header
    "header.untitled": "Case desk",
    "header.payer": "Payer",
    "header.date": "Date of service",
    "header.today": "Today is",
    "header.month": "Month to",
    "header.points": "Points",
    "header.open": "Open",
    "header.close": "Close",
    "header.open.named": "Open {heading}",
    "header.close.named": "Close {heading}",
    "payer.any": "Any payer",
    "payer.medicare": "Medicare",
    "payer.medicaid": "Medicaid",
    "payer.commercial": "Commercial plan",
    "payer.tricare": "TRICARE",
    "payer.va": "Veterans Affairs",
    "payer.other": "Other payer",
    # kinds of task
    "kind.code": "Code the note.",
    "kind.code.todo": "Read the note, then decide whether a claim goes out, and with what on it.",
    "kind.review": "Review the claim.",
    "kind.review.todo": (
        "A colleague drafted this claim. Accept it, or correct what the note does not support."
    ),
    "kind.documentation": "Check the documentation.",
    "kind.documentation.todo": (
        "Decide whether this note can carry a claim, and tick what is missing from it."
    ),
    "kind.denial": "Answer the denial.",
    "kind.denial.todo": (
        "This claim came back unpaid. Find out why, and decide what to send, if anything."
    ),
    "kind.query": "Ask the clinician.",
    "kind.query.todo": (
        "Something is missing. Decide, tick what it is, and write the question to the clinician."
    ),
    "kind.pattern": "Look at a month.",
    "kind.pattern.todo": (
        "These are a clinician's claims of one month. What would a payer ask about, if anything?"
    ),
    "kind.triage": "Order the queue.",
    "kind.triage.todo": "Put the day's work in order: what runs out of time soonest comes first.",
    # saved
    "saved.nothing": "Nothing to save yet",
    "saved.before": "Your saved answer is here",
    "saved.saving": "Saving …",
    "saved.restored": "Changes that were not saved before are back",
    "saved.refused": "This change was not saved: {why}",
    "saved.failed": "This change could not be saved. Keep this page open and tell your manager.",
    # connection
    "lost.saved": (
        "The connection to bhtrain was lost. Last state: {saved}. You can go on; what you "
        "change is kept in this browser. Reload the page to save it."
    ),
    "lost.nothing": (
        "The connection to bhtrain was lost. You can go on; what you change is kept in this "
        "browser. Reload the page to save it."
    ),
    "lost.reload": "Reload the page",
    # note
    "note.title": "Session note",
    "note.title.memo": "On your desk",
    "note.hint.memo": "There is nothing to mark in this text.",
    "note.marking": "Marking for",
    "note.nothing": "Nothing yet",
    "note.hint.line": "Select the sentences that support this line.",
    "note.hint.gap": "Select the sentences that show that it is missing, if any do.",
    "note.no-target": "Tick what is missing first; then select the sentences that show it.",
    "note.marked": "Sentence {n} is marked for {target}.",
    "note.unmarked": "Sentence {n} is no longer marked for {target}.",
    "note.abbreviations": "Abbreviations in this note",
    "note.abbreviations.memo": "Abbreviations on your desk",
    "badge.decides": "decides",
    "badge.line": "Line {n}",
    "target.line": "Line {n}: {code}",
    "target.line.empty": "Line {n}: no code yet",
    "target.gap": "Missing: {label}",
    "mark.button": "Mark in note",
    "marks.one": "Sentence {list}",
    "marks.many": "Sentences {list}",
    # fields with a list
    "box.open": "Show the list: {label}",
    "box.nothing": "Nothing found. Try a number or other words.",
    "box.kept": "“{text}” is not in the list, so {kept} was kept.",
    "box.unknown": "“{text}” is not in the list. Choose an entry from it.",
    "box.already": "{text} is chosen already.",
    "box.unlisted": "not in our list",
    "box.not-in-list": "{text} is not in our list",
    # claim
    "claim.title": "Your answer",
    "claim.title.review": "The drafted claim",
    "claim.legend": "The claim",
    "claim.hold": "On hold, no claim goes out. What you entered below is kept but does not count.",
    "claim.not-billable": (
        "Not billable, so no claim goes out. What you entered below is kept but does not count."
    ),
    "claim.hold.denial": (
        "Until the clinician has answered, nothing is sent. What you entered below is kept but "
        "does not count."
    ),
    "claim.not-billable.denial": (
        "The denial stands, so nothing is sent. What you entered below is kept but does not count."
    ),
    "draft.about": "The draft is filled in below. Accept it as it stands, or change it.",
    "draft.accept": "Accept as drafted",
    "draft.accepted": "The draft is accepted as it stands; the decision is Bill.",
    "decision.title": "What happens to the claim?",
    "decision.title.denial": "What do you do about it?",
    "decision.title.pattern": "What happens next?",
    "decision.bill": "Bill",
    "decision.bill.about": "The note supports a claim.",
    "decision.hold": "Hold and ask the clinician",
    "decision.hold.about": "Something is missing that can still be supplied.",
    "decision.not-billable": "Not billable",
    "decision.not-billable.about": "No claim can go out for this visit.",
    "decision.bill.denial": "Send it again or appeal",
    "decision.bill.denial.about": "Corrected below, or as it was if it was right.",
    "decision.hold.denial": "Ask the clinician first",
    "decision.hold.denial.about": "The note lacks something that can still be supplied.",
    "decision.not-billable.denial": "Nothing can be sent",
    "decision.not-billable.denial.about": "The denial stands.",
    "decision.bill.pattern": "Nothing stands out",
    "decision.bill.pattern.about": "The month looks like a month of this work.",
    "decision.hold.pattern": "Ask, and look at the notes",
    "decision.hold.pattern.about": "Something would draw a review. It may have a good reason.",
    "decision.not-billable.pattern": "Stop some claims",
    "decision.not-billable.pattern.about": "Some of these lines cannot be paid.",
    "causes.title.denial": "Why was it denied?",
    "causes.title.pattern": "What would a payer ask about?",
    "causes.hint": "Tick what is so. Most often it is one thing.",
    "remittance.title": "The claim as it was sent, and what came back",
    "remittance.table": "Lines of the claim and what the payer said of them",
    "remittance.nothing": "Nothing",
    "remittance.meaning": "{code}: {meaning}",
    "remittance.diagnoses": "Diagnoses on the claim: {list}",
    "remittance.column.line": "Line",
    "remittance.column.code": "Code",
    "remittance.column.units": "Units",
    "remittance.column.place": "Place",
    "remittance.column.said": "What the payer said",
    "month.title": "The month, line by line",
    "month.caption": "Billed lines; each heading is a button that sorts by its column",
    "month.table": "Table of billed lines",
    "month.hint": "{n} lines. Press a heading of the table to sort by it.",
    "month.sideways": "The table goes on to the right.",
    "month.codes": "How often each code was billed",
    "month.minutes": "The commonest lengths, in minutes",
    "month.share": "{n} ({share}%)",
    "month.column.date": "Date",
    "month.column.client": "Client",
    "month.column.code": "Code",
    "month.column.units": "Units",
    "month.column.modifiers": "Modifiers",
    "month.column.place": "Place",
    "month.column.start": "Start",
    "month.column.stop": "Stop",
    "month.column.minutes": "Minutes",
    "month.sorted.up": "Sorted by {column}, lowest first.",
    "month.sorted.down": "Sorted by {column}, highest first.",
    "queue.title": "The queue",
    "queue.hint": "Move what has to be done first to the top.",
    "queue.keep": "Keep this order",
    "queue.open": "You have not ordered anything yet.",
    "queue.answered": "This order is your answer.",
    "queue.moved": "{item} is now number {n}.",
    "queue.up": "Move {item} up",
    "queue.down": "Move {item} down",
    "question.title": "Your question to the clinician",
    "question.hint": (
        "Say which note, what is missing and what happens meanwhile. Do not suggest the answer, "
        "and name nobody outside the practice."
    ),
    "question.words.one": "{n} word",
    "question.words.many": "{n} words",
    "question.full": "A question holds at most {most} characters. The rest was left out.",
    "question.real": (
        "This looks as if it told who somebody is. Nothing about a real person belongs here; "
        "your question is kept as you wrote it."
    ),
    "question.lookalike": "“{text}” looks like {called}. Better: {instead}.",
    "lines.title": "Service lines",
    "lines.add": "Add a line",
    "lines.removed": "Line {n} is removed.",
    "line.title": "Line {n}",
    "line.code": "Procedure code",
    "line.code.hint": "Number or words",
    "line.units": "Units",
    "line.place": "Place of service",
    "line.place.none": "Choose …",
    "line.modifiers": "Modifiers",
    "line.modifiers.hint": "Add a modifier",
    "line.modifiers.chosen": "Chosen modifiers",
    "line.mark": "Mark sentences for line {n}",
    "line.remove": "Remove line {n}",
    "units.refused": "Units are a whole number from 1 to 999, so {kept} was kept.",
    "modifier.added": "Modifier {code} is added.",
    "modifier.remove": "Remove modifier {code}",
    "modifier.removed": "Modifier {code} is removed.",
    "diagnoses.title": "Diagnoses",
    "diagnoses.add": "Add a diagnosis",
    "diagnoses.hint": "Code or words",
    "diagnoses.chosen": "Chosen diagnoses",
    "diagnoses.first": "First-listed",
    "diagnoses.unlisted": "Not in our list; add it as typed",
    "diagnoses.added": "{code} is added to the diagnoses.",
    "diagnoses.removed": "{code} is removed from the diagnoses.",
    "diagnoses.moved": "{code} is now number {n}.",
    "diagnoses.up": "Move {code} up",
    "diagnoses.down": "Move {code} down",
    "diagnoses.remove": "Remove {code}",
    "gaps.title": "What is missing from the note?",
    "gaps.hint": "Tick only what the claim needs. Leave all empty when nothing is missing.",
    "gap.mark": "Mark sentences for: {label}",
    "confidence.title": "How sure are you?",
    "confidence.1": "Guessing",
    "confidence.2": "Fairly sure",
    "confidence.3": "Sure",
    # refused by bhtrain, as no control of the desk gives it
    "refused.code": "“{text}” is not in the list of procedure codes.",
    "refused.modifier": "“{text}” is not in the list of modifiers.",
    "refused.place": "“{text}” is not in the list of places of service.",
    "refused.units": "Units are a whole number from 1 to 999, not {text}.",
    "refused.pointer": "There is no diagnosis number {text}.",
    "refused.diagnosis": "“{text}” does not read like a diagnosis code.",
    "refused.gap": "“{text}” is not in the list of what can be missing.",
    "refused.sentence": "The note has no sentence {text}.",
    "refused.confidence": "How sure you are is 1, 2 or 3, not {text}.",
    # hints
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
    # check and feedback
    "check.button": "Check my answer",
    "check.again": "Check again",
    "check.waiting": "Checking …",
    "check.changed": "You changed your answer. The feedback below is about the one before.",
    "check.failed": "Your answer could not be checked. It is saved; reload the page and try again.",
    "feedback.title": "Feedback",
    "feedback.points": "{points} of {max} points",
    "feedback.defensible": (
        "Your answer differs from ours but breaks no rule. It is defensible: in an "
        "assignment a person looks at it."
    ),
    "feedback.fields": "Field by field",
    "feedback.errors": "What an auditor would call it",
    "feedback.reasons": "Why",
    "feedback.expected": "Our answer",
    "feedback.rationale": "How we got there",
    "feedback.near-miss": "A near miss",
    "feedback.question": "A question that would do",
    "feedback.rubric": "What a person looks for in yours",
    "feedback.rubric.hint": (
        "In an assignment a person gives these points. Here nobody does: compare for yourself."
    ),
    "feedback.rubric.one": "{points} point: {text}",
    "feedback.rubric.many": "{points} points: {text}",
    "status.right": "Right",
    "status.near": "Nearly",
    "status.wrong": "Wrong",
    "outcome.met": "Rule met",
    "outcome.not met": "Rule not met",
    "outcome.warning": "A risk",
    "outcome.not applicable": "Does not apply",
    "outcome.not in force": "Not in force",
    "outcome.undetermined": "Cannot be told",
    "reason.show": "Show sentence {n}",
    "reason.consequence": "What would likely follow:",
    "reason.sureness": "How sure we are:",
    "reason.sources": "Sources",
    "reasons.other.one": "{n} other point: a risk, or a rule that the note does not settle",
    "reasons.other.many": "{n} other points: risks, or rules that the note does not settle",
    "reasons.met.one": "{n} rule that was met",
    "reasons.met.many": "{n} rules that were met",
    "reason.rule": "Read the whole rule",
    "source.new-window": "(opens in a new window)",
    "source.unchecked": "wording not compared by us",
}
