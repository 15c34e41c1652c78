/// Why data could not be inflated or deflated.
package struct DeflateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of fault it is; more kinds may come.
    package struct Code: Sendable, Hashable {
        private let raw: UInt8
        private init(_ raw: UInt8) { self.raw = raw }

        /// The data are not of that format, or a checksum or length does not match.
        package static let malformed = Code(0)
        /// The data end before their own end.
        package static let truncated = Code(1)
        /// Octets follow the end of the data.
        package static let trailingData = Code(2)
        /// The output is larger than `limit` allows.
        package static let limitExceeded = Code(3)
        /// zlib had no memory, or the object was used after its end.
        package static let failed = Code(4)
    }

    /// The limit that was exceeded.
    package struct Exceeded: Sendable, Hashable {
        /// The property of `Inflater.Limits` that sets it.
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
    /// Octets of input taken before the fault was found.
    package var offset: Int
    /// What is wrong, for a log.
    package var reason: String
    /// Set when the code is `limitExceeded`.
    package var limit: Exceeded?

    init(_ code: Code, at offset: Int, _ reason: String) {
        self.code = code
        self.offset = offset
        self.reason = reason
    }

    static func limit(_ name: String, _ value: Int, at offset: Int) -> DeflateError {
        var e = DeflateError(.limitExceeded, at: offset, "more than \(value) allowed by the limit \(name)")
        e.limit = Exceeded(name: name, value: value)
        return e
    }

    package var description: String { "compressed data refused at octet \(offset): \(reason)" }
}
