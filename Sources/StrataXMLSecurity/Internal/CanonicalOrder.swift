internal import StrataInfoset

extension InfosetStorage {
    /// Whether a string comes before another one by code points, which is the order of their octets in UTF-8.
    func isOrdered(_ one: UInt32, before other: UInt32) -> Bool {
        if one == other { return false }
        let a = stringOctets(one)
        let b = stringOctets(other)
        let shorter = min(a.count, b.count)
        var i = 0
        while i &+ 8 <= shorter {
            let x = a.loadUnaligned(fromByteOffset: i, as: UInt64.self)
            let y = b.loadUnaligned(fromByteOffset: i, as: UInt64.self)
            if x != y { return x.bigEndian < y.bigEndian }
            i &+= 8
        }
        while i < shorter {
            if a[i] != b[i] { return a[i] < b[i] }
            i &+= 1
        }
        return a.count < b.count
    }
}

/// Sorts by insertion where there are few, which allocates nothing; else as the standard library does, whose time is bounded.
@inline(__always)
func sortInPlace<T: BitwiseCopyable>(_ elements: UnsafeMutablePointer<T>, _ count: Int, _ isBefore: (T, T) -> Bool) {
    guard count <= 16 else {
        var all = UnsafeMutableBufferPointer(start: elements, count: count)
        all.sort(by: isBefore)
        return
    }
    var sorted = 1
    while sorted < count {
        let element = elements[sorted]
        var i = sorted
        while i > 0, isBefore(element, elements[i - 1]) {
            elements[i] = elements[i - 1]
            i -= 1
        }
        elements[i] = element
        sorted += 1
    }
}
