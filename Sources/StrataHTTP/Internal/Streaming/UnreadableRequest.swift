internal import StrataFraming

/// The cause of the error that a handler gets where the compressed body that it reads becomes larger than the service takes, or is damaged.
///
/// A handler that lets such an error rise has not failed: its caller is refused as where the body had been held in memory. A reply that
/// could not be inflated for a call of the handler's own has another cause.
struct UnreadableRequest: Error, CustomStringConvertible {
    var error: DeflateError
    var status: Int { error.code == .limitExceeded ? 413 : 400 }
    var description: String { "\(error)" }
}
