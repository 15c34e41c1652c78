/// An input of the fuzzer: the octets to read, and behind the first four zero octets in a row the choices of how to read them.
///
/// Neither XML nor HTTP can have zero octets, so a plain document is an input too.
public struct FuzzInput {
    /// What is read.
    public let octets: [UInt8]
    private let choices: ArraySlice<UInt8>
    private var at: Int
    /// Whether the choices have begun again.
    private var hasWrapped = false

    /// Splits an input of the fuzzer.
    public init(_ start: UnsafePointer<UInt8>?, _ count: Int) {
        let all = Array(UnsafeBufferPointer(start: start, count: count))
        var zeros = 0
        let mark = all.firstIndex { octet in
            zeros = octet == 0 ? zeros + 1 : 0
            return zeros == 4
        }
        octets = mark.map { Array(all[..<($0 - 3)]) } ?? all
        choices = mark.map { all[($0 + 1)...] } ?? []
        at = choices.startIndex
    }

    /// Splits an input whose octets may be any: the first says how many choices follow it.
    public init(choicesFirst start: UnsafePointer<UInt8>?, _ count: Int) {
        let all = Array(UnsafeBufferPointer(start: start, count: count))
        let end = min(all.count, 1 + Int(all.first ?? 0))
        choices = all[min(1, end)..<end]
        octets = Array(all[end...])
        at = choices.startIndex
    }

    /// An input as a seed whose octets may be any.
    public static func seed(choicesFirst choices: [UInt8], _ octets: [UInt8]) -> [UInt8] { [UInt8(choices.count)] + choices + octets }

    /// Whether every choice was used.
    public var isSpent: Bool { hasWrapped || at == choices.endIndex }

    /// An input as a seed.
    public static func seed(_ octets: [UInt8], choices: [UInt8] = []) -> [UInt8] {
        choices.isEmpty ? octets : octets + [0, 0, 0, 0] + choices
    }

    /// The next choice, from the beginning again when there are no more; 0 when there are none.
    public mutating func choice() -> Int {
        guard !choices.isEmpty else { return 0 }
        if at == choices.endIndex {
            at = choices.startIndex
            hasWrapped = true
        }
        defer { at += 1 }
        return Int(choices[at])
    }

    /// The next choice among some values.
    public mutating func choice<Value>(of values: [Value]) -> Value { values[choice() % values.count] }

    /// The octets cut where the choices say; where they say nothing, one at a time.
    public mutating func pieces() -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var from = 0
        while from < octets.count {
            let size = choice()
            let end = min(octets.count, from + (size < 200 ? size + 1 : (size - 199) * 16))
            pieces.append(octets[from..<end])
            from = end
        }
        return pieces
    }
}
