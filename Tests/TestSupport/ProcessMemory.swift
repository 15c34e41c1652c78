import Foundation

/// Looks for octets in the memory of this process: whatever can be written to, heaps and stacks alike.
public enum ProcessMemory {
    /// Whether the system lets the process look.
    public static var isReadable: Bool { FileManager.default.isReadableFile(atPath: "/proc/self/mem") }

    /// The memory cannot be looked into, or it is not 16 octets.
    public struct Unreadable: Error {}

    /// Where the 16 octets are found whose complement is given: in clear they would be found at their own place.
    public static func occurrences(ofComplement complement: [UInt8]) throws -> [String] {
        let memory = open("/proc/self/mem", O_RDONLY)
        guard memory >= 0, complement.count == 16 else { throw Unreadable() }
        defer { close(memory) }
        let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer {
            window.initializeMemory(as: UInt8.self, repeating: 0)
            window.deallocate()
        }
        let own = UInt(bitPattern: window.baseAddress)..<UInt(bitPattern: window.baseAddress) + UInt(window.count)
        var places: [String] = []
        for line in try String(contentsOfFile: "/proc/self/maps", encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: " ")
            let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard fields[1].hasPrefix("rw"), bounds.count == 2 else { continue }
            // The windows overlap, so that nothing is cut in two.
            for start in stride(from: bounds[0], to: bounds[1], by: window.count - 15) {
                // What was unmapped meanwhile, or lies too high for an offset, is not read; what stands before it is.
                guard let offset = off_t(exactly: start) else { continue }
                let length = pread(memory, window.baseAddress, min(window.count, Int(bounds[1] - start)), offset)
                guard length >= 16 else { continue }
                var position = 0
                while position <= length - 16, let base = window.baseAddress,
                    let found = memchr(base + position, Int32(~complement[0]), length - 15 - position)
                {
                    position = found - base
                    let address = start + UInt(position)
                    // One octet after the other: what is looked for stands nowhere in clear, also not in a register that is put aside.
                    if !own.contains(address), (0..<16).allSatisfy({ window[position + $0] == ~complement[$0] }) {
                        places.append("\(String(address, radix: 16)) in \(line)")
                    }
                    position += 1
                }
            }
        }
        return places
    }
}
