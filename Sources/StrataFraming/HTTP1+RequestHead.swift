extension HTTP1 {
    /// A request's line and fields, checked (RFC 9112 sections 3 and 5). It owns its octets.
    package struct RequestHead: Sendable {
        /// The form of a target (RFC 9112 section 3.2).
        package enum TargetForm: Sendable, Hashable {
            case origin, absolute, authority, asterisk
        }

        /// The method, a token; case matters.
        package internal(set) var method: String
        /// The form of the target.
        package internal(set) var targetForm: TargetForm
        /// The minor version: 0, or 1 for 1.1 and above.
        package internal(set) var minorVersion: Int
        /// The fields in their order. Host is among them.
        package internal(set) var fields: HTTPFields
        /// How the body ends: never `untilClose`.
        package internal(set) var framing: BodyFraming
        /// Whether another request may follow on the connection; when false the reader gives none.
        package internal(set) var keepAlive: Bool
        /// The client waits for `100 Continue` before it sends the body (never in HTTP/1.0, and only with a body).
        package internal(set) var expectsContinue: Bool
        /// The client offers an upgrade: `Upgrade` is there and named by `Connection` (never in HTTP/1.0).
        package internal(set) var offersUpgrade: Bool

        @usableFromInline var targetRange: Range<Int>
        @usableFromInline var authorityRange: Range<Int>?
        @usableFromInline var pathRange: Range<Int>
        var queryRange: Range<Int>?

        /// The target as it was sent: US-ASCII, percent-encoding well formed.
        package var target: String { text(targetRange) }
        /// The path, still percent-encoded: `/` when an absolute target has none, empty for the other two forms.
        package var path: String { targetForm == .absolute && pathRange.isEmpty ? "/" : text(pathRange) }
        /// The query without its question mark, nil when there is none.
        package var query: String? { queryRange.map(text) }
        /// Whom the request is for: of the target where it says so, else of Host; nil only in HTTP/1.0.
        package var authority: Authority? { authorityRange.flatMap { Authority(text($0)) } }

        /// Calls `body` with the octets of the path (see `path`), valid during the call.
        @inlinable
        package func withPath<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
            fields.octets.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[pathRange])) }
        }

        /// Calls `body` with the octets of `authority`, which are empty where there is none, and of `target`, valid during the call.
        @inlinable
        package func withAddress<R>(_ body: (_ authority: UnsafeRawBufferPointer, _ target: UnsafeRawBufferPointer) -> R) -> R {
            fields.octets.withUnsafeBytes {
                body(UnsafeRawBufferPointer(rebasing: $0[authorityRange ?? 0..<0]), UnsafeRawBufferPointer(rebasing: $0[targetRange]))
            }
        }

        private func text(_ r: Range<Int>) -> String {
            fields.octets.withUnsafeBytes { String(decoding: Octets.slice($0, r), as: UTF8.self) }
        }
    }
}
