import InteropPeer
import Strata

/// Echoes `calls` texts of `size` characters by `callers` callers, each with a channel of its own, after 20 that do not count.
func bench(_ peer: Peer<CalcClient>, calls: Int, callers: Int, size: Int) async throws {
    let text = String(repeating: "x", count: size)
    let clock = ContinuousClock()
    let clients = try await withThrowingTaskGroup(of: CalcClient.self) { group in
        for _ in 0..<callers {
            group.addTask {
                let client = try await peer.connect()
                for _ in 0..<20 { _ = try await client.echo(text: text) }
                return client
            }
        }
        return try await group.reduce(into: [CalcClient]()) { $0.append($1) }
    }
    let start = clock.now
    var latencies = try await withThrowingTaskGroup(of: [Duration].self) { group in
        for (index, client) in clients.enumerated() {
            let share = calls / callers + (index < calls % callers ? 1 : 0)
            group.addTask {
                var taken: [Duration] = []
                taken.reserveCapacity(share)
                for _ in 0..<share {
                    let began = clock.now
                    guard try await client.echo(text: text)?.utf8.count == size else { throw CheckFailed("the echo has another length") }
                    taken.append(clock.now - began)
                }
                return taken
            }
        }
        return try await group.reduce(into: [Duration]()) { $0 += $1 }
    }
    let seconds = (clock.now - start) / .seconds(1)
    latencies.sort()
    func microseconds(_ part: Double) -> Int {
        guard !latencies.isEmpty else { return 0 }
        return Int(latencies[min(latencies.count - 1, Int(Double(latencies.count) * part))] / .microseconds(1))
    }
    say(
        "bench calls=\(latencies.count) callers=\(callers) size=\(size) seconds=\((seconds * 1000).rounded() / 1000)"
            + " rate=\(Int(Double(latencies.count) / seconds)) p50=\(microseconds(0.5)) p99=\(microseconds(0.99))")
}
