/// What probably made a digest or a signature differ, found by trying: with this change it would be the one that was expected.
public enum DifferenceCause: Sendable, Hashable, CustomStringConvertible {
    /// The sender used another canonical form than the one that it names.
    case canonicalization(Canonicalization)
    /// The sender listed other prefixes, or none.
    case inclusivePrefixes([String])
    /// Text was indented, or white space between elements was dropped, on the way.
    case whitespace
    /// The sender digested line ends as carriage return and line feed.
    case lineEnds
    /// The sender digested other octets of the text: UTF-16.
    case encoding(String)
    /// The sender used another hash function than the one that it names.
    case digest(String)
    /// The signature is the DER of two numbers where XML Signature has them side by side.
    case derSignature
    /// The signature is that of another key: with the right digests, nothing else is left.
    case otherKey

    /// The cause in words.
    public var description: String {
        switch self {
        case .canonicalization(let form): "the sender used the canonicalization \(form.algorithm), not the one that it names"
        case .inclusivePrefixes(let prefixes):
            prefixes.isEmpty
                ? "the sender used no prefix list, although it names one"
                : "the sender used the prefix list '\(prefixes.map { $0.isEmpty ? "#default" : $0 }.joined(separator: " "))'"
        case .whitespace: "white space between elements was added or dropped after signing"
        case .lineEnds: "the sender digested line ends as carriage return and line feed"
        case .encoding(let name): "the sender digested the text in \(name), not in UTF-8"
        case .digest(let name): "the sender used \(name), not the digest that it names"
        case .derSignature: "the value of the signature is in DER, where XML Signature has two numbers side by side"
        case .otherKey: "nothing that was signed was changed: it was signed with another key"
        }
    }
}
