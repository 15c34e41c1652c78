import Foundation
import Strata

// benchmark-peer serve URL [FOLDER]                            our service; FOLDER holds server.pem and server.key, for HTTPS
// benchmark-peer call URL SIZE CALLERS SECONDS [FOLDER]        our client; FOLDER holds ca.pem
// benchmark-peer serve-typed URL                               our service from a typed contract
// benchmark-peer call-typed URL SIZE CALLERS SECONDS           our client from a typed contract
// benchmark-peer first URL plain|typed                         the first call of a process, and how long it took
// benchmark-peer connect URL full|resumed CALLERS SECONDS FOLDER     the same with a connection of its own for each call
// benchmark-peer serve-streams URL                                   our service of streams
// benchmark-peer stream URL up|down OCTETS                           our client of it, and the memory that it takes
do {
    let words = Array(CommandLine.arguments.dropFirst())
    func number(_ index: Int) throws -> Int {
        guard words.count > index, let value = Int(words[index]), value > 0 else { throw Misuse() }
        return value
    }
    guard words.count > 1 else { throw Misuse() }
    let address = EndpointAddress(words[1])
    switch words[0] {
    case "serve":
        try await serve(address, certificates: words.dropFirst(2).first)
    case "serve-typed":
        try await serveTyped(address)
    case "serve-streams":
        try await serveStreams(address)
    case "stream":
        guard words.count > 3, ["up", "down"].contains(words[2]) else { throw Misuse() }
        try await stream(try number(3), up: words[2] == "up", at: address)
    case "call":
        let load = Load(size: try number(2), callers: try number(3), seconds: try number(4))
        let binding = try clientBinding(certificates: words.dropFirst(5).first)
        try await withPlainCallers(of: address, over: binding) { try await load.run($0) }
    case "call-typed":
        let load = Load(size: try number(2), callers: try number(3), seconds: try number(4))
        try await withTypedCallers(of: address) { try await load.run($0) }
    case "first":
        guard words.count > 2, ["plain", "typed"].contains(words[2]) else { throw Misuse() }
        try await firstCall(of: address, typed: words[2] == "typed")
    case "connect":
        guard words.count > 5, ["full", "resumed"].contains(words[2]) else { throw Misuse() }
        let load = Load(size: 64, callers: try number(3), seconds: try number(4))
        let binding = try connectingBinding(certificates: words[5], resumes: words[2] == "resumed")
        try await withPlainCallers(of: address, over: binding) { try await load.run($0) }
    default:
        throw Misuse()
    }
    exit(0)
} catch {
    print("benchmark-peer ends here: \(error)")
    exit(1)
}

struct Misuse: Error {}
