/// What probably made a digest or a signature differ.
///
/// Found by trying, when with this change it would be the one that was expected, or by comparing with the sender's version.
public enum DifferenceCause: Sendable, Hashable, CustomStringConvertible {
    /// The sender used another canonical form than the one that it names.
    case canonicalization(Canonicalization)
    /// The sender listed other prefixes, or none.
    case inclusivePrefixes([String])
    /// The sender digested octets that are no canonical form: quotes, order of attributes, tags of empty elements.
    case notCanonical
    /// White space was added on the way; dropped or changed, where there is the sender's version to compare with.
    case whitespace
    /// A comment was added, dropped or changed, or the sender digested comments that the reference leaves out.
    case comment
    /// The sender digested line ends as carriage return and line feed.
    case lineEnds
    /// The sender digested other octets of the text: UTF-16, Latin-1, a byte order mark.
    case encoding(String)
    /// Text in UTF-8 was read on the way as if it were in another encoding.
    case misreading(String)
    /// Characters with accents were composed or taken apart on the way (the normalization forms of Unicode).
    case characterComposition
    /// The sender used another hash function than the one that it names.
    case digest(String)
    /// The times of a `Timestamp` or an assertion are that many seconds later than those that were signed; 0 when they are the same moment
    /// in other digits.
    case clock(seconds: Int)
    /// The text of the element at this path was changed.
    case text(at: String)
    /// An attribute of the element at this path was added, dropped or changed.
    case attribute(String, at: String)
    /// The element at this path was added, dropped, renamed or put elsewhere.
    case element(at: String)
    /// A prefix was replaced by another one of the same namespace.
    case prefix(sent: String, received: String)
    /// A declaration of a prefix is there on one side only, or means something else, on the element at this path.
    case namespaceDeclaration(prefix: String, at: String)
    /// The signature is the DER of two numbers where XML Signature has them side by side.
    case derSignature
    /// The value of the signature is not the one of the sender's version.
    case signatureValue
    /// The parts are as they were and the value is none of this key: it is another one's, or `SignedInfo` or the value itself was changed;
    /// with the sender's version, in which both are the same, it is another one's.
    case otherKey

    /// The cause in words.
    public var description: String { ForeignText.line(words) }

    private var words: String {
        switch self {
        case .canonicalization(let form): "the sender used the canonicalization \(form.algorithm), not the one that it names"
        case .inclusivePrefixes(let prefixes):
            prefixes.isEmpty
                ? "the sender used no prefix list, although it names one"
                : "the sender used the prefix list \(quoted(prefixes.map { $0.isEmpty ? "#default" : $0 }.joined(separator: " ")))"
        case .notCanonical: "the sender digested the text as it had written it, not its canonical form"
        case .whitespace: "white space was added, dropped or changed after signing"
        case .comment: "a comment was added, dropped or changed, or the sender digested comments that the reference leaves out"
        case .lineEnds: "the sender digested line ends as carriage return and line feed"
        case .encoding(let name): "the sender digested the text in \(name), not in UTF-8"
        case .misreading(let name): "text in UTF-8 was read as \(name) on the way"
        case .characterComposition: "characters with accents were composed or taken apart on the way"
        case .digest(let name): "the sender used \(name), not the digest that it names"
        case .clock(0): "a time was written in other digits after signing"
        case .clock(let seconds):
            "a time was written anew after signing, \(abs(seconds)) seconds \(seconds < 0 ? "earlier" : "later")"
        case .text(let path): "the text of \(path) was changed"
        case .attribute(let name, let path): "the attribute \(name) of \(path) was added, dropped or changed"
        case .element(let path): "the element \(path) was added, dropped, renamed or put elsewhere"
        case .prefix(let sent, let received):
            "the prefix \(DifferenceCause.named(sent)) became \(DifferenceCause.named(received))"
        case .namespaceDeclaration(let prefix, let path): "\(path) has another declaration of the prefix \(DifferenceCause.named(prefix))"
        case .derSignature: "the value of the signature is in DER, where XML Signature has two numbers side by side"
        case .signatureValue: "the value of the signature is another one than in the sender's version"
        case .otherKey: "the parts are as they were: it was signed with another key, or SignedInfo or the signature's value was changed"
        }
    }

    private static func named(_ prefix: String) -> String { prefix.isEmpty ? "'' (the default namespace)" : quoted(prefix) }
}
