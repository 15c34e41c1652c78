import CMemory
import Foundation

/// Something done again and again, and what it leaves behind in memory.
struct Repetition {
    /// How much more may be allocated at the end than after the warm-up: tables of the library that still fill (some 80 KiB where PKCS#12
    /// is read) are within it, a small block that each repetition leaves behind is not.
    private var maxGrowth: Int { min(128 << 10, (32 << 10) + 16 * count) }
    /// The resident memory grows in steps, and with what other threads of the process keep.
    static let maxResidentGrowth = 8 << 20

    let name: String
    let count: Int
    private let body: (Int) async throws -> Void

    init(_ name: String, _ count: Int, _ body: @escaping (Int) async throws -> Void) {
        self.name = name
        self.count = count
        self.body = body
    }

    /// Whether memory stays the same; prints the figures.
    func holds() async throws -> Bool {
        // What is allocated once, and what the allocator keeps for the next time.
        for number in 0..<max(count / 10, 1000) { try await body(number) }
        let (before, resident) = (memory_in_use(), Usage.own.memory)
        let start = ContinuousClock.now
        for number in 0..<count { try await body(number) }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let growth = Int(memory_in_use()) - Int(before)
        let residentGrowth = Usage.own.memory - resident
        print(
            "\(name): \(count) in \(Int(seconds.rounded())) s; allocated \(before) then \(growth) more, "
                + "resident \(resident) then \(residentGrowth) more")
        if before == 0 { print("  what is allocated is not known on this system, the resident memory only") }
        return growth <= maxGrowth && residentGrowth <= Repetition.maxResidentGrowth
    }
}
