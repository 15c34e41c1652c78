/// Grows an allocation of trivial values: the first `count` of them move, the rest is uninitialized.
@inline(never)
func growBuffer<T: BitwiseCopyable>(_ pointer: inout UnsafeMutablePointer<T>, count: Int, capacity: Int) {
    let grown = UnsafeMutablePointer<T>.allocate(capacity: capacity)
    UnsafeMutableRawPointer(grown).copyMemory(from: pointer, byteCount: count * MemoryLayout<T>.stride)
    pointer.deallocate()
    pointer = grown
}

@inline(__always)
func zeroBuffer(_ pointer: UnsafeMutablePointer<UInt32>, _ count: Int) {
    pointer.update(repeating: 0, count: count)
}
