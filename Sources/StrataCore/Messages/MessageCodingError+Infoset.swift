public import StrataInfoset

extension MessageCodingError {
    /// What an encoder throws when the infoset room has refused octets: a quota is a quota, anything else is malformed.
    public init(_ error: InfosetError) {
        self.init(
            error.code == .quotaExceeded ? .quotaExceeded : .malformed, offset: error.offset >= 0 ? error.offset : nil, error.reason,
            cause: error)
    }
}
