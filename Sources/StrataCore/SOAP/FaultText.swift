/// A reason for people, in one language.
public struct FaultText: Sendable, Hashable {
    /// The reason in that language.
    public var text: String
    /// The language (`en`, `de-AT`); empty when unknown. SOAP 1.1 may leave it out.
    public var language: String

    /// A reason, in English unless said otherwise.
    public init(_ text: String, language: String = "en") {
        self.text = text
        self.language = language
    }
}
