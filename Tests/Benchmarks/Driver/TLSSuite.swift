import Foundation

/// Connections with a TLS handshake each, made by `openssl s_time` one after another: our service against `openssl s_server`, both with
/// the same certificate of P-256.
enum TLSSuite {
    static func run(_ options: Options) throws -> [Comparison] {
        guard let openssl = Programs.openssl else {
            say("tls: left out, there is no openssl command (on Debian: openssl).")
            return []
        }
        return try Programs.withCertificates { folder in
            try Service.withAll("tls", tls: folder, only: ["ours"]) { services in
                let port = try Programs.freePort()
                let arguments = [
                    "s_server", "-accept", "127.0.0.1:\(port)", "-cert", folder + "/server.pem", "-key", folder + "/server.key", "-naccept",
                    "10000000", "-www",
                ]
                return try ChildProcess.with(openssl, arguments) { child in
                    try child.awaitLine(beginning: "ACCEPT")
                    return try measure(openssl, services[0], port, folder, options)
                }
            }
        }
    }

    private static func measure(
        _ openssl: String, _ ours: Service, _ port: Int, _ folder: String, _ options: Options
    ) throws -> [Comparison] {
        let host = ours.address.dropFirst("https://localhost:".count).prefix { $0.isNumber }
        func time(_ server: String, _ arguments: [String]) throws -> Double {
            // By our own clock: s_time counts whole seconds, of which its first may be nearly over when it begins.
            let clock = ContinuousClock()
            let begin = clock.now
            let output = try ChildProcess.run(
                openssl,
                ["s_time", "-connect", server, "-CAfile", folder + "/ca.pem", "-time", String(options.seconds + 1)] + arguments)
            return try connections(output) / ((clock.now - begin) / .seconds(1))
        }
        var full = Comparison("TLS 1.3, full", "ours", against: "openssl s_server", in: "connections/s", .atLeast(0.8, goal: 0.95))
        var older = Comparison("TLS 1.2, full", "ours", against: "openssl s_server", in: "connections/s", .atLeast(0.8, goal: 0.95))
        var resumed = Comparison("TLS 1.2, resumed", "ours", against: "openssl s_server", in: "connections/s", .atLeast(0.8, goal: 0.95))
        var calls = Comparison("a call on each connection", "our client, resumed", against: "our client, full", in: "calls/s")
        var busy = Comparison("a call on each connection, 8 callers", "our client, resumed", against: "our client, full", in: "calls/s")
        for _ in 0..<options.rounds {
            let (mine, other) = ("127.0.0.1:\(host)", "127.0.0.1:\(port)")
            full.add(try time(mine, ["-new", "-tls1_3"]), try time(other, ["-new", "-tls1_3"]))
            older.add(try time(mine, ["-new", "-tls1_2"]), try time(other, ["-new", "-tls1_2"]))
            resumed.add(try time(mine, ["-reuse", "-tls1_2"]), try time(other, ["-reuse", "-tls1_2"]))
            calls.add(try connect(ours, "resumed", 1, folder, options), try connect(ours, "full", 1, folder, options))
            busy.add(try connect(ours, "resumed", 8, folder, options), try connect(ours, "full", 8, folder, options))
        }
        return [full, older, resumed, calls, busy]
    }

    private static func connect(_ ours: Service, _ kind: String, _ callers: Int, _ folder: String, _ options: Options) throws -> Double {
        let output = try ChildProcess.run(
            Programs.ours, ["connect", ours.address, kind, String(callers), String(options.seconds), folder])
        guard let rate = value(in: output, after: "rate=") else { throw Service.Refused(service: "ours", output: output) }
        return rate
    }

    /// Of lines like '1234 connections in 2 real seconds'.
    private static func connections(_ output: String) throws -> Double {
        let lines = output.split(separator: "\n").map(String.init)
        guard let line = lines.last(where: { $0.contains("real seconds") }), let count = Double(line.prefix { $0.isNumber }) else {
            throw Service.Refused(service: "s_time", output: output)
        }
        return count
    }
}
