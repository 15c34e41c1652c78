import Fuzzing

/// What happens on the way, as the choices of an input say.
enum Script {
    static func run(_ pair: Pair, _ input: inout FuzzInput) {
        var number: UInt8 = 0
        while !input.isSpent {
            let step = input.choice()
            let toServer = step & 1 == 0
            switch step >> 1 & 15 {
            case 0: pair.deliver(.max, toServer: toServer)
            case 1: pair.deliver(input.choice() + 1, toServer: toServer)
            case 2:
                let (at, bits) = (input.choice() << 8 | input.choice(), input.choice())
                pair.touch(toServer: toServer) { if !$0.isEmpty { $0[at % $0.count] ^= UInt8(bits) } }
            case 3:
                let count = input.choice()
                pair.touch(toServer: toServer) { $0.removeFirst(min(count, $0.count)) }
            case 4:
                let (from, count) = (input.choice(), input.choice())
                let octets = Array(input.octets.dropFirst(from).prefix(count))
                pair.touch(toServer: toServer) { $0 = octets + $0 }
            case 5:
                let (from, count) = (input.choice() << 4, input.choice() << 3)
                let past = Array((toServer ? pair.pastToServer : pair.pastToClient).dropFirst(from).prefix(count))
                pair.touch(toServer: toServer) { $0 = past + $0 }
            case 6:
                // One's own octets come back.
                let past = toServer ? pair.pastToClient : pair.pastToServer
                pair.touch(toServer: toServer) { $0 = past + $0 }
            case 7: pair.touch(toServer: toServer) { $0 = moved($0) }
            case 8: pair.touch(toServer: toServer) { $0 = Array($0.prefix(record($0))) + $0 }
            case 9: pair.touch(toServer: toServer) { $0.removeFirst(record($0)) }
            case 10, 11:
                number &+= 1
                let octets = [UInt8](repeating: number, count: 1 + input.choice() * (step & 64 == 0 ? 1 : 80))
                pair.act(toServer) { $0.send(octets) }
            case 12: pair.act(toServer) { $0.finish() }
            case 13: if step & 192 == 0 { pair.cut(toServer) }
            default: pair.act(toServer) { $0.judge() }
            }
        }
        pair.checkUntouched()
    }

    /// The octets of the first record (RFC 8446 section 5.1).
    private static func record(_ octets: [UInt8]) -> Int {
        octets.count < 5 ? octets.count : min(octets.count, 5 + Int(octets[3]) << 8 + Int(octets[4]))
    }

    /// The first record behind the second.
    private static func moved(_ octets: [UInt8]) -> [UInt8] {
        let first = record(octets)
        let second = record(Array(octets[first...]))
        return Array(octets[first..<first + second] + octets[..<first] + octets[(first + second)...])
    }
}
