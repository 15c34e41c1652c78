import Foundation

/// A service that echoes, running.
struct Service {
    var name: String
    /// Where it is called.
    var address: String

    /// Calls a second that wrk makes with one thread.
    func callsByWrk(_ size: Int, _ connections: Int, seconds: Int, _ wrk: String, script: String = Programs.script) throws -> Double {
        let output = try ChildProcess.run(
            wrk, ["-t1", "-c\(connections)", "-d\(seconds)s", "-s", script, address, "--", String(size)])
        guard !output.contains("Non-2xx"), !output.contains("Socket errors"), let rate = value(in: output, after: "Requests/sec:") else {
            throw Refused(service: name, output: output)
        }
        return rate
    }

    /// Calls a second that our client makes.
    func callsByOurs(_ size: Int, _ callers: Int, seconds: Int, certificates: String?) throws -> Double {
        let output = try ChildProcess.run(
            Programs.ours, ["call", address, String(size), String(callers), String(seconds)] + [certificates].compactMap(\.self))
        guard let rate = value(in: output, after: "rate=") else { throw Refused(service: name, output: output) }
        return rate
    }

    struct Refused: Error {
        var service: String
        var output: String
    }

    /// Starts every service that is there, and leaves the others out with a line that says so.
    static func withAll<Value>(
        _ suite: String, tls certificates: String?, only names: Set<String>? = nil, _ body: ([Service]) throws -> Value
    ) throws -> Value {
        var programs: [Program] = [ours(certificates)]
        if certificates == nil { programs.append(floor) }
        let folder = Programs.peerCertificates
        if let gsoap = Programs.gsoap, let folder {
            programs.append(Self.gsoap(gsoap, folder, tls: certificates != nil))
        } else {
            say("\(suite): gSOAP is left out, there is no gsoap/gpeer11, or no certificates, in PEERS_HOME (~/.cache/strata-peers).")
        }
        if let dotnet = Programs.dotnet, let folder {
            programs.append(soapCore(dotnet, folder, tls: certificates != nil))
        } else {
            say(
                "\(suite): SoapCore is left out, there is no dotnet/dotnet-peer, or no certificates, in PEERS_HOME: .ci/peers puts them there."
            )
        }
        return try start(programs[...].filter { names?.contains($0.name) ?? true }[...], [], body)
    }

    /// Starts every service that takes records, ours first, and leaves the others out with a line that says so.
    static func withRecords<Value>(_ body: ([Service]) throws -> Value) throws -> Value {
        @Sendable func address(_ port: Int) -> String { "http://localhost:\(port)/peer" }
        var programs = [
            Program(name: "ours", path: Programs.ours, arguments: { ["serve-typed", address($0)] }, address: address)
        ]
        if let gsoap = Programs.gsoapRecords {
            programs.append(
                Program(name: "gSOAP", path: gsoap, arguments: { [String($0)] }, address: { "http://127.0.0.1:\($0)/peer" }))
        } else {
            say("records: gSOAP is left out, its compiler was not there when this was built (on Debian: gsoap, libgsoap-dev).")
        }
        if let dotnet = Programs.dotnet, let folder = Programs.peerCertificates {
            programs.append(soapCore(dotnet, folder, tls: false))
        } else {
            say("records: SoapCore is left out, there is no dotnet/dotnet-peer, or no certificates, in PEERS_HOME.")
        }
        return try start(programs[...], [], body)
    }

    private struct Program: Sendable {
        var name: String
        var path: String
        var arguments: @Sendable (Int) -> [String]
        var address: @Sendable (Int) -> String
    }

    private static func start<Value>(_ programs: ArraySlice<Program>, _ services: [Service], _ body: ([Service]) throws -> Value) throws
        -> Value
    {
        guard let first = programs.first else { return try body(services) }
        let port = try Programs.freePort()
        return try ChildProcess.with(first.path, first.arguments(port)) { child in
            try child.awaitLine(beginning: "READY")
            return try start(programs.dropFirst(), services + [Service(name: first.name, address: first.address(port))], body)
        }
    }

    private static func ours(_ certificates: String?) -> Program {
        @Sendable func address(_ port: Int) -> String { "\(certificates == nil ? "http" : "https")://localhost:\(port)/peer" }
        return Program(
            name: "ours", path: Programs.ours, arguments: { ["serve", address($0)] + [certificates].compactMap(\.self) }, address: address)
    }

    private static let floor = Program(
        name: "C floor", path: Programs.floor, arguments: { ["http", String($0)] }, address: { "http://127.0.0.1:\($0)/peer" })

    private static func gsoap(_ path: String, _ folder: String, tls: Bool) -> Program {
        Program(
            name: "gSOAP", path: path,
            arguments: { ["server", String($0)] + (tls ? ["https"] : []) + ["--certs", folder, "--secs", "3000"] },
            address: { "\(tls ? "https" : "http")://127.0.0.1:\($0)/peer" })
    }

    private static func soapCore(_ path: String, _ folder: String, tls: Bool) -> Program {
        Program(
            name: "SoapCore", path: path,
            arguments: { ["soapcore", tls ? "basic-https" : "basic", String($0), "--certs", folder, "--secs", "3000"] },
            address: { "\(tls ? "https" : "http")://localhost:\($0)/peer" })
    }
}

/// The number that follows a word in a text.
func value(in text: String, after word: String) -> Double? {
    guard let range = text.range(of: word) else { return nil }
    return Double(text[range.upperBound...].drop { $0 == " " }.prefix { $0.isNumber || $0 == "." })
}

/// What is called, in words.
struct Call: Hashable {
    var size: Int
    var connections: Int
    var description: String {
        "\(size >= 1024 ? "\(size / 1024) KiB" : "\(size) B"), \(connections == 1 ? "1 connection" : "\(connections) connections")"
    }

    static let all = [64, 1024, 65536].flatMap { size in [1, 32].map { Call(size: size, connections: $0) } }
}
