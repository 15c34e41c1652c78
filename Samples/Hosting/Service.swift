import Strata
import Synchronization

/// One object for both contracts.
final class Shop: Bakery, Ledger {
    private let cakes = Mutex<[String]>([])

    func bake(cake: String, seconds: Int) async throws -> Int {
        say("baking \(cake)")
        try await Task.sleep(for: .seconds(min(max(seconds, 0), 60)))
        return cakes.withLock { cakes in
            cakes.append(cake)
            return cakes.count
        }
    }

    func baked() async throws -> [String] { cakes.withLock { $0 } }
}
