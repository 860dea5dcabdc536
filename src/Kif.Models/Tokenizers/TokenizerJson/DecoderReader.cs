namespace Kif.Models.Tokenizers;

/// <summary>Reads the <c>decoder</c> of a <c>tokenizer.json</c>.</summary>
internal static class DecoderReader
{
    private const string Supported = "null, ByteFallback, ByteLevel, Fuse, Metaspace, Replace, Strip, WordPiece, or a Sequence of them";

    /// <summary>Reads the stages in order.</summary>
    public static IReadOnlyList<ITokenDecoder> Read(JsonField component) => component.Type switch
    {
        null => [new JoinDecoder()],
        "Sequence" => [.. component["decoders"].Items().SelectMany(Read)],
        _ => [Stage(component)],
    };

    private static ITokenDecoder Stage(JsonField stage) => stage.Type switch
    {
        "ByteLevel" => new ByteLevelDecoder(),
        "ByteFallback" => new ByteFallbackDecoder(),
        "Fuse" => new FuseDecoder(),
        "Metaspace" => new MetaspaceDecoder(MetaspaceField.Mark(stage), MetaspaceField.Scheme(stage) != PrependScheme.Never),
        "Replace" => new ReplaceDecoder(PatternReader.Replace(stage)),
        "Strip" => new StripDecoder(Character(stage["content"]), stage["start"].Number, stage["stop"].Number),
        "WordPiece" => new WordPieceDecoder(stage["prefix"].TextOrNull() ?? "##", stage["cleanup"].FlagOr(true)),
        _ => throw stage.Unsupported(Supported),
    };

    private static char Character(JsonField field) => field.Text is [var character] ? character : throw field.Unsupported("one character of the BMP");
}
