public import StrataCore
internal import StrataInfoset

/// Messages that checks send: one element with a text.
public enum SampleMessage {
    static let name = ExpandedName("Sample", namespace: "urn:strata:testing")

    /// A message with that text.
    ///
    /// - Parameters:
    ///   - text: what the body's element holds.
    ///   - version: the version of the message.
    ///   - action: its action.
    public static func make(_ text: String, version: MessageVersion, action: String = "urn:strata:testing/sample") -> Message {
        Message(version: version, action: action) { builder in
            builder.element(SampleMessage.name, text)
        }
    }

    /// The text of such a message, as sent or received.
    public static func text(of message: Message) throws -> String {
        var message = message
        try message.seal()
        guard let body = message.bodyContents, body.isNamed(name) else {
            throw CheckFailure("sample message", "the body is not the sample element")
        }
        return try body.string()
    }

    /// The same of a message whose body may stream.
    static func wholeText(of message: Message) async throws -> String { try text(of: try await whole(message)) }

    /// A message whose body is held in memory, wherever it came from.
    static func whole(_ message: Message) async throws -> Message {
        var message = message
        if message.body.stream != nil { try await message.buffer(upTo: 1 << 20) }
        return message
    }
}
