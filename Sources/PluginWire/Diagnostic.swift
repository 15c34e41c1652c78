public import SwiftReader

/// A complaint about source text, with the place it is about.
public struct Diagnostic: Sendable {
    /// What the compiler makes of it.
    public enum Severity: String, Sendable { case error, warning, note }

    /// An edit that would do away with the complaint.
    public struct FixIt: Sendable {
        /// What it does.
        public let message: String
        /// What it takes away.
        public let range: Range<Int>
        /// What it puts there.
        public let newText: String

        /// An edit of the text that the complaint is about.
        public init(_ message: String, replace range: Range<Int>, with newText: String) {
            self.message = message
            self.range = range
            self.newText = newText
        }
    }

    /// Another place that has to do with the complaint.
    public struct Note: Sendable {
        /// What it has to do with it.
        public let message: String
        /// The place, in the same text.
        public let range: Range<Int>

        /// A note at a place of the text that the complaint is about.
        public init(_ message: String, at range: Range<Int>) {
            self.message = message
            self.range = range
        }
    }

    /// What the compiler makes of it.
    public let severity: Severity
    /// What is wrong, and what to write.
    public let message: String
    /// The text that it is about.
    public let source: SourceText
    /// The place in that text.
    public let range: Range<Int>
    /// Other places in it.
    public let notes: [Note]
    /// What would help.
    public let fixIts: [FixIt]

    /// A complaint from its parts.
    public init(
        _ severity: Severity, _ message: String, in source: SourceText, at range: Range<Int>, notes: [Note] = [], fixIts: [FixIt] = []
    ) {
        self.severity = severity
        self.message = message
        self.source = source
        self.range = range
        self.notes = notes
        self.fixIts = fixIts
    }

    /// All keys are there even where they are empty: the compiler takes no message without one.
    var json: JSON {
        .object([
            "severity": .string(severity.rawValue),
            "message": .string(message),
            "position": position(range),
            "highlights": .array(range.isEmpty ? [] : [span(range)]),
            "notes": .array(notes.map { .object(["message": .string($0.message), "position": position($0.range)]) }),
            "fixIts": .array(
                fixIts.map { fix in
                    let change = JSON.object(["range": span(fix.range), "newText": .string(fix.newText)])
                    return .object(["message": .string(fix.message), "changes": .array([change])])
                }),
        ])
    }

    private func position(_ range: Range<Int>) -> JSON {
        .object(["fileName": .string(source.fileName), "offset": .integer(source.offset + range.lowerBound)])
    }

    private func span(_ range: Range<Int>) -> JSON {
        .object([
            "fileName": .string(source.fileName), "startOffset": .integer(source.offset + range.lowerBound),
            "endOffset": .integer(source.offset + range.upperBound),
        ])
    }
}
