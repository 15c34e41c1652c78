import Foundation
import Strata
import StrataCrypto
import StrataTLS

extension Loads {
    /// Calls, connections that are cut or stall anywhere, calls that are cancelled, and new certificates, for so long: what both processes
    /// hold stays the same, and every call on an unharmed connection is answered.
    static func soak(_ seconds: Int) async throws -> Bool {
        let service = try ServiceProcess("0", "secure")
        let plain = service.line()
        let root = try Certificate(pem: service.line().split(separator: "|").joined(separator: "\n"))
        let relay = try CuttingRelay(to: service.port)
        let tally = SoakTally()
        let end = ContinuousClock.now + .seconds(seconds)
        var samples: [(service: Usage, client: Usage)] = []
        try await binding(16, trust: .roots([root])).withRequestChannel(to: EndpointAddress("https://localhost:\(service.port)/load")) {
            good in
            try await binding(16, trust: .roots([root])).withRequestChannel(to: EndpointAddress("https://localhost:\(relay.port)/load")) {
                bad in
                try await binding(16).withRequestChannel(to: EndpointAddress(plain)) { other in
                    while ContinuousClock.now < end {
                        let stalled = breakRawConnections(EndpointAddress(plain), tally)
                        await withTaskGroup(of: Void.self) { group in
                            for number in 0..<100 {
                                group.addTask { tally.judge(await call(good, number)) }
                                group.addTask { tally.judge(await call(other, number)) }
                                group.addTask { tally.count(await call(bad, number)) }
                                group.addTask { await cancelled(good, number) }
                            }
                        }
                        _ = service.ask("reload")
                        for connection in stalled { connection.reset() }
                        samples.append((service.usage(), Usage.own))
                    }
                }
            }
        }
        relay.end()
        _ = service.ask("end")
        service.wait()
        return report(samples, tally, relay.cuts, seconds)
    }

    /// A call whose task is cancelled at some moment of it.
    private static func cancelled(_ channel: any RequestChannel, _ number: Int) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = await call(channel, number) }
            try? await Task.sleep(for: .microseconds(Int.random(in: 0..<5000)))
            group.cancelAll()
        }
    }

    /// Requests that are cut anywhere on a connection without TLS: reset, ended, or left as they are.
    private static func breakRawConnections(_ address: EndpointAddress, _ tally: SoakTally) -> [RawConnection] {
        let port = UInt16(address.uri.split(separator: ":").last?.split(separator: "/").first ?? "") ?? 0
        var stalled: [RawConnection] = []
        for _ in 0..<100 {
            guard let connection = RawConnection(port: port) else { continue }
            // Some have been used well before.
            if Bool.random() { _ = connection.call() }
            connection.send(Array(RawConnection.request[..<Int.random(in: 0...RawConnection.request.count)]))
            tally.broken()
            switch Int.random(in: 0..<3) {
            case 0: connection.reset()
            case 1: close(connection.descriptor)
            default: stalled.append(connection)
            }
        }
        return stalled
    }

    private static func report(
        _ samples: [(service: Usage, client: Usage)], _ tally: SoakTally, _ cuts: Int, _ seconds: Int
    ) -> Bool {
        guard samples.count > 3 else {
            print("soak: too short to say anything")
            return false
        }
        let counts = tally.counts
        print(
            "soak: \(seconds) s, \(samples.count) rounds, \(counts.answered) calls answered, \(counts.failed) failed; \(counts.broken) connections "
                + "and \(cuts) TLS connections cut, \(counts.cut) calls failed by it, \(counts.survived) did not")
        // The first third is for what is allocated once.
        let (early, late) = (samples[samples.count / 3], samples[samples.count - 1])
        var holds = counts.failed == 0 && cuts > 0 && counts.cut > 0
        for (name, before, after) in [("service", early.service, late.service), ("client", early.client, late.client)] {
            print(
                "  \(name): resident \(before.memory) then \(after.memory), descriptors \(before.descriptors) then \(after.descriptors), "
                    + "tasks \(before.tasks) then \(after.tasks)")
            holds = holds && after.memory < before.memory + (8 << 20) && after.descriptors < before.descriptors + 64
            holds = holds && after.tasks < before.tasks + 64
        }
        return holds
    }
}
