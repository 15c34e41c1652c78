import StrataInfoset
import Synchronization
import Testing

@Suite struct BytesTests {
    @Test func slicesShareAndCountFromZero() {
        let bytes = Bytes([1, 2, 3, 4, 5])
        let slice = bytes[1..<4]
        #expect(slice.count == 3)
        #expect(slice[0] == 2)
        #expect(Array(slice[1..<3]) == [3, 4])
        let outer = bytes.withUnsafeBytes { $0.baseAddress }
        let inner = slice.withUnsafeBytes { $0.baseAddress }
        #expect(outer.map { $0 + 1 } == inner)
        #expect(bytes[5..<5].isEmpty)
    }

    @Test func equalByContent() {
        #expect(Bytes([1, 2, 3])[1..<3] == Bytes([2, 3]))
        #expect(Bytes([1]) != Bytes([1, 0]))
        #expect(Bytes() == Bytes([]))
        #expect(Set([Bytes("a"), Bytes("a"), Bytes("b")]).count == 2)
        #expect(String(Bytes("grün")) == "grün")
        #expect(Bytes("abc").description == "3 octets")
        #expect(Bytes("abc").withSpan { $0[2] } == UInt8(ascii: "c"))
        #expect(Bytes("abc").contains(UInt8(ascii: "b")))
    }

    @Test func wipedWhenTheLastSliceIsGone() {
        let wiped = Mutex<[[UInt8]]>([])
        var slice: Bytes?
        do {
            let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 16)
            room.copyBytes(from: [1, 2, 3, 4])
            let bytes = Bytes(adopting: room, count: 3) { octets in wiped.withLock { $0.append(Array(octets)) } }
            #expect(Array(bytes) == [1, 2, 3])
            slice = bytes[1..<2]
        }
        #expect(slice.map(Array.init) == [2] && wiped.withLock { $0.isEmpty })
        slice = nil
        // All of the room, also what did not count.
        #expect(wiped.withLock { $0 } == [[1, 2, 3, 4]])
    }

    @Test func writerAppendsAndDrops() {
        let writer = ByteWriter()
        writer.append("head" as StaticString)
        writer.append(" grün")
        writer.append(0x21)
        writer.append(decimal: -1234)
        writer.append(decimal: .min)
        writer.append(Bytes("."))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "head grün!-1234-9223372036854775808.")
        writer.drop(5)
        #expect(writer.bytes.first == UInt8(ascii: "g"))
        let count = writer.count
        let taken = writer.take()
        #expect(taken.count == count && writer.isEmpty)
        writer.append("again")
        #expect(String(taken).hasPrefix("grün!"))
        #expect(String(writer.take()) == "again")
    }

    @Test func writerReservesAndKeepsWhatItHolds() {
        let writer = ByteWriter(capacity: 16)
        var expected: [UInt8] = []
        var value: UInt8 = 0
        for step in 0..<2000 {
            let space = writer.reserve(step % 37 + 1)
            #expect(space.count >= step % 37 + 1)
            for i in 0..<(step % 37) {
                space[i] = value
                expected.append(value)
                value &+= 1
            }
            writer.commit(step % 37)
            let dropped = min(writer.count, step % 41)
            writer.drop(dropped)
            expected.removeFirst(dropped)
            #expect(writer.count == expected.count)
        }
        #expect(Array(writer.bytes) == expected)
        #expect(writer.capacity < 1 << 16)
        writer.removeAll()
        #expect(writer.isEmpty)
    }

    @Test func takingHandsTheAllocationOver() {
        let writer = ByteWriter(capacity: 100)
        writer.append([UInt8](repeating: 7, count: 90))
        let before = writer.bytes.baseAddress
        let taken = writer.take()
        #expect(taken.withUnsafeBytes { $0.baseAddress } == before)
        #expect(writer.capacity == 0)
    }
}
