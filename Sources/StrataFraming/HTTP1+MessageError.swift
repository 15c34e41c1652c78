extension HTTP1 {
    /// Why a message was refused, where, and which status a server answers.
    package struct MessageError: Error, Sendable, Hashable, CustomStringConvertible {
        /// What kind of fault it is; more kinds may come.
        package struct Code: Sendable, Hashable {
            private let raw: UInt8
            private init(_ raw: UInt8) { self.raw = raw }

            /// The octets are no HTTP/1.1 message.
            package static let malformed = Code(0)
            /// An element is larger than its limit; `limit` says which.
            package static let limitExceeded = Code(1)
            /// Two lengths, or a length beside chunks: what request smuggling is made of.
            package static let conflictingLengths = Code(2)
            /// A transfer coding other than `chunked`.
            package static let unsupportedCoding = Code(3)
            /// A version other than 1.0 and 1.x.
            package static let unsupportedVersion = Code(4)
            /// An expectation other than `100-continue`.
            package static let unsupportedExpectation = Code(5)
            /// The peer ended its stream inside a message.
            package static let truncated = Code(6)
            /// Octets from a server that was asked nothing.
            package static let unsolicited = Code(7)
            /// A field, method, target or body that may not be written (raised before any octet is).
            package static let unwritable = Code(8)
        }

        /// The limit that was exceeded.
        package struct Exceeded: Sendable, Hashable {
            /// The property of `Limits` that sets it.
            package var name: String
            /// Its value.
            package var value: Int

            package init(name: String, value: Int) {
                self.name = name
                self.value = value
            }
        }

        /// The kind of fault.
        package var code: Code
        /// The status with which a server answers it; the connection is closed after that.
        package var status: Int
        /// Octets from the start of the message to the fault; zero for writers.
        package var offset: Int
        /// What is wrong, for a log; carries no octets of the message.
        package var reason: String
        /// Set when the code is `limitExceeded`.
        package var limit: Exceeded?

        package init(_ code: Code, status: Int = 400, at offset: Int = 0, _ reason: String) {
            self.code = code
            self.status = status
            self.offset = offset
            self.reason = reason
        }

        static func limit(_ name: String, _ value: Int, status: Int, at offset: Int) -> MessageError {
            var e = MessageError(.limitExceeded, status: status, at: offset, "more than \(value) allowed by the limit \(name)")
            e.limit = Exceeded(name: name, value: value)
            return e
        }

        static func malformed(_ offset: Int, _ reason: String) -> MessageError { MessageError(.malformed, at: offset, reason) }

        package var description: String { "HTTP message refused at octet \(offset): \(reason)" }
    }
}
