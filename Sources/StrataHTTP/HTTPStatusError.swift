/// An HTTP answer that is no SOAP message: the cause of the `CommunicationError` that a client then throws.
///
/// All of it comes from the peer, which may be anybody: show it, and decide nothing by it.
public struct HTTPStatusError: Error, Sendable, CustomStringConvertible {
    /// The status: 200 to 999.
    public var status: Int
    /// The reason phrase; may be empty.
    public var reason: String
    /// The fields of the answer.
    public var headers: HTTPHeaders
    /// The first octets of the body as text, at most 1024 characters; never the whole of a foreign page.
    public var excerpt: String

    /// Status and reason.
    var line: String { "status \(status)" + (reason.isEmpty ? "" : " \(HTTPStatusError.printable(reason))") }

    /// One line: the status, the reason, and the beginning of the body with its control characters escaped.
    public var description: String {
        line + (excerpt.isEmpty ? "" : ", body begins with '\(HTTPStatusError.printable(excerpt))'")
    }

    /// Text of a peer's in such a form that it stays one line of a log.
    static func printable(_ text: String) -> String {
        var printable = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": printable += "\\n"
            case "\r": printable += "\\r"
            case "\t": printable += "\\t"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: printable += "\\u{\(String(scalar.value, radix: 16))}"
                default: printable.unicodeScalars.append(scalar)
                }
            }
        }
        return printable
    }
}
