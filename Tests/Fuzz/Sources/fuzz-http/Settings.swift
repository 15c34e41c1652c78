import Fuzzing
@testable import StrataFraming

/// How an input is read: what the choices of the input say.
struct Settings {
    var limits = HTTP1.Limits.defaults
    var gather = 0
    /// Whether a reader is asked again only when it has what it needs.
    let waits: Bool
    /// The method of the requests that the responses are to, and whether these ask for another protocol.
    var method: String
    var asksUpgrade: Bool
    /// The body limit of each request.
    let bodyLimit: Int?

    private init() {
        waits = false
        method = "POST"
        asksUpgrade = false
        bodyLimit = nil
    }

    /// Limits that what was read within the others never meets.
    static var generous: Settings {
        var settings = Settings()
        settings.limits.requestLine = 1 << 20
        settings.limits.fieldLine = 1 << 20
        settings.limits.fieldCount = 1000
        settings.limits.headerBytes = 1 << 20
        settings.limits.body = 1 << 20
        settings.limits.trailerBytes = 1 << 20
        return settings
    }

    init(_ input: inout FuzzInput) {
        let bits = input.choice()
        waits = bits & 1 != 0
        asksUpgrade = bits & 2 != 0
        method = ["POST", "GET", "HEAD", "CONNECT"][bits >> 2 & 3]
        bodyLimit = bits & 32 != 0 ? 12 : nil
        guard bits & 16 != 0 else { return }
        limits.requestLine = 20
        limits.fieldLine = 40
        limits.fieldCount = 4
        limits.headerBytes = 100
        limits.body = 40
        limits.chunkLine = 12
        limits.chunkOverhead = 20
        limits.trailerCount = 2
        limits.trailerBytes = 30
        limits.interimResponses = 2
    }
}
