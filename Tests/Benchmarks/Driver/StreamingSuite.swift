/// The place of the measurement 'resident memory of a service and of a client while 1 GiB streams through, below 64 MiB over idle'.
enum StreamingSuite {
    static func run(_ options: Options) throws -> [Comparison] {
        say("streaming: left out, bodies are buffered.")
        return []
    }
}
