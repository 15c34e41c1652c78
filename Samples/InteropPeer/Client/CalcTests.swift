import Foundation
import InteropPeer
import Strata

/// The tests of the calc contract, one line each.
struct CalcTests {
    let peer: Peer<CalcClient>
    let run: TestRun

    /// Runs them; whether all that ran have passed, and any has.
    func run() async -> Bool { await run.all { try await tests(try await peer.connect()) } }

    private func tests(_ client: CalcClient) async throws {
        await run.test("add") {
            try check(try await client.add(a: 2, b: 40) == 42, "sum")
            return "42"
        }
        if run.bad > 0 { return }  // nothing else is worth its timeout
        await run.test("echo") {
            let text = "héllo <&> 世界\n\ttab"
            let echoed = try await client.echo(text: text)
            // By octets: `==` takes other spellings of a character for the same.
            try check(echoed.map { Array($0.utf8) } == Array(text.utf8), "echoed \(echoed ?? "null")")
            return ""
        }
        await run.test("echonull") {
            try check(try await client.echo(text: nil) == nil, "null")
            try check(try await client.echo(text: "") == "", "empty")
            return ""
        }
        await run.test("types") {
            try await Self.echoTypes(.allTypes(.sample), client)
            return ""
        }
        await run.test("derived") {
            var value = AllTypes()
            value.text = "d"
            try await Self.echoTypes(.derived(DerivedTypes(value, extra: "e")), client)
            return ""
        }
        await run.test("bytes") {
            var generator = SystemRandomNumberGenerator()
            let data = Data((0..<100_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
            try check(try await client.echoBytes(data: data) == data, "bytes")
            return "100000"
        }
        await run.test("big") {
            let text = String(repeating: "x", count: 300_000)
            try check(try await client.echo(text: text) == text, "big")
            return "300000"
        }
        await run.test("oneway") { try await Self.oneWay(client) }
        await faults(client)
        await run.test("whoami") { try await client.whoAmI() ?? "null" }
        await run.test("second-channel") {
            let second = try await peer.connect()
            try check(try await second.add(a: 3, b: 4) == 7, "sum")
            try await second.close()
            return ""
        }
        await run.test("parallel") { try await Self.parallel(peer) }
        await run.test("close") {
            try await client.close()
            return ""
        }
    }

    private func faults(_ client: CalcClient) async {
        await run.test("fault-typed") {
            do {
                _ = try await client.fail(how: "typed")
            } catch let fault as TypedFault<PeerFault> {
                try check(fault.detail == PeerFault(reason: "asked to", code: 42), "\(fault.detail)")
                return "\(fault.code) \(fault.reason)"
            }
            throw CheckFailed("no fault")
        }
        await run.test("fault-plain") {
            let fault = try await Self.fault { try await client.fail(how: "plain") }
            return "\(fault.code) \(fault.reason)"
        }
        await run.test("fault-unhandled") {
            let own = try await peer.connect()
            defer { own.caller.channel.abort() }
            return "\(try await Self.fault { try await own.fail(how: "x") }.code)"
        }
        await run.test("after-fault") {
            try check(try await client.add(a: 1, b: 1) == 2, "sum")
            return ""
        }
    }

    private static func echoTypes(_ value: AnyTypes, _ client: CalcClient) async throws {
        let echoed = try await client.echoTypes(value: value)
        try check(try echoed?.document() == value.document(), "\(String(describing: echoed))")
    }

    private static func fault(_ call: () async throws -> String?) async throws -> Fault {
        do {
            _ = try await call()
        } catch let error as FaultError {
            return error.fault
        }
        throw CheckFailed("no fault")
    }

    private static func oneWay(_ client: CalcClient) async throws -> String {
        let before = try await client.notifyCount()
        try await client.notify(text: "a")
        try await client.notify(text: "b")
        // They may be acknowledged before they are carried out.
        var count = try await client.notifyCount()
        for _ in 0..<60 {
            if count >= before + 2 { break }
            try await Task.sleep(for: .milliseconds(50))
            count = try await client.notifyCount()
        }
        try check(count == before + 2, "count \(count)")
        return ""
    }

    private static func parallel(_ peer: Peer<CalcClient>) async throws -> String {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<4 {
                group.addTask {
                    let client = try await peer.connect()
                    for call in 0..<25 {
                        let (a, b) = (Int32(caller), Int32(call))
                        try check(try await client.add(a: a, b: b) == a + b, "sum")
                    }
                    try await client.close()
                }
            }
            try await group.waitForAll()
        }
        return "100 calls"
    }
}
