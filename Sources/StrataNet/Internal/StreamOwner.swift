/// Who counts a stream: the listener that accepted it, the pool that lent it. Told once, when the stream has closed or was dropped.
protocol StreamOwner: AnyObject, Sendable {
    func streamEnded()
}
