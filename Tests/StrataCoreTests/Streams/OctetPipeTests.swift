import StrataCore
import StrataInfoset
import StrataTesting
import Synchronization
import Testing

@Suite("The pipe between a connection and a reader")
struct OctetPipeTests {
    private func offer(_ pipe: OctetPipe, _ octets: [UInt8]) -> Bool { octets.withUnsafeBytes { pipe.offer($0) } }

    @Test("is full from its capacity on, and asks for more when it was emptied")
    func capacity() async throws {
        let resumed = Atomic(0)
        let pipe = OctetPipe(capacity: 4) { resumed.wrappingAdd(1, ordering: .relaxed) }
        let reader = pipe.makeReader("octets")
        #expect(offer(pipe, [1, 2, 3]))
        #expect(try await reader.next().map(Array.init) == [1, 2, 3])
        #expect(resumed.load(ordering: .relaxed) == 0)
        #expect(offer(pipe, [4]))
        #expect(!offer(pipe, [5, 6, 7]))
        #expect(pipe.isFull)
        #expect(try await reader.next().map(Array.init) == [4, 5, 6, 7])
        #expect(resumed.load(ordering: .relaxed) == 1 && !pipe.isFull)
    }

    @Test("gives what came before an end or an error first")
    func ends() async throws {
        struct Torn: Error {}
        for error in [nil, Torn()] {
            let pipe = OctetPipe {}
            let ending = Mutex<OctetPipe.Ending?>(nil)
            pipe.whenOver { how in ending.withLock { $0 = how } }
            let reader = pipe.makeReader("octets")
            #expect(offer(pipe, [1]))
            pipe.finish(error)
            pipe.finish(Torn())
            #expect(offer(pipe, [2]))
            #expect(try await reader.next().map(Array.init) == [1])
            if error == nil {
                #expect(try await reader.next() == nil)
                #expect(ending.withLock { $0 } == .read)
            } else {
                await #expect(throws: Torn.self) { _ = try await reader.next() }
                #expect(ending.withLock { $0 } == .failed)
            }
        }
    }

    @Test("says that its reader has left")
    func abandoned() async throws {
        let pipe = OctetPipe {}
        let ending = Mutex<OctetPipe.Ending?>(nil)
        pipe.whenOver { how in ending.withLock { $0 = how } }
        var reader: (any OctetSource)? = pipe.makeReader("octets")
        #expect(reader != nil && ending.withLock { $0 } == nil)
        reader = nil
        #expect(ending.withLock { $0 } == .abandoned)
        #expect(offer(pipe, [UInt8](repeating: 0, count: 1 << 20)))
    }

    @Test("wakes one waiting reader, which leaves at the end of its patience or when it is cancelled")
    func waiting() async throws {
        let time = ManualTime()
        let pipe = OctetPipe {}
        let reader = pipe.makeReader(patience: .seconds(5), on: time, "octets")
        let late = Task { try await reader.next() }
        try await time.timersSet()
        time.advance(by: .seconds(5))
        await #expect { _ = try await late.value } throws: { ($0 as? CommunicationError)?.code == .timedOut }
        let cancelled = Task { try await reader.next() }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { _ = try await cancelled.value }
        let waiting = Task { try await reader.next() }
        try await time.timersSet()
        #expect(offer(pipe, [9]))
        #expect(try await waiting.value.map(Array.init) == [9])
    }
}
