using Kif.Models;

namespace Kif.Tokenizers;

/// <summary>Reads a <c>tokenizer.json</c>; errors name each unsupported component.</summary>
internal static class TokenizerJsonFolder
{
    public const string FileName = "tokenizer.json";

    public static ITokenizer Load(string folder, TokenizerSettings settings, TokenizerClass rules, ICollection<string>? notes)
    {
        JsonField file = JsonField.Read(FolderFile.PathOf(folder, FileName));
        var spellsBytes = PreTokenizerReader.SpellsBytes(file["pre_tokenizer"]);
        file["model"].Require(!file["model"].IsNull, "an object with the vocabulary");
        ModelReader.Check(file["model"], spellsBytes);
        TokenizerStages stages = new TokenizerStages
        {
            PreTokenizers = PreTokenizerReader.Read(file["pre_tokenizer"], rules),
            Decoders = DecoderReader.Read(file["decoder"]),
            Template = TemplateReader.Read(file["post_processor"]),
            Normalizers = NormalizerReader.Read(file["normalizer"], rules),
        };
        LoadedModel read = ModelReader.Read(file["model"], spellsBytes);
        AddedToken[] described = [.. file["added_tokens"].Items().Select(item => TokenizerSettings.Token(item["id"].Number, item))];
        var tokenizer = FolderPipeline.Build(settings, rules, read, described, stages);
        foreach (var id in tokenizer.Assemble([]).Ids.Concat(tokenizer.Assemble([], []).Ids).Where(id => tokenizer.TokenOf(id) is null))
        {
            throw new InvalidDataException($"{file["post_processor"].Where} adds the id {id}, which no token has.");
        }

        ReadingNotes.Compare(settings, rules, tokenizer, read, described, stages, TokenFlags.Ignored, notes);
        return tokenizer;
    }
}

/// <summary>Reads the <c>post_processor</c> of a <c>tokenizer.json</c>.</summary>
internal static class TemplateReader
{
    private const string Supported = "null, ByteLevel, TemplateProcessing, BertProcessing, RobertaProcessing, or a Sequence with at most one of the last three";

    /// <summary>The most tokens around a text: far above every published template, and they are added to every text.</summary>
    private const int MostAdded = 1024;

    public static TokenTemplate Read(JsonField component)
    {
        // ByteLevel only changes offsets.
        var templates = Flat(component).Where(stage => stage.Type != "ByteLevel").ToList();
        component.Require(templates.Count <= 1, Supported);
        return templates.Count == 0 ? TokenTemplate.Bare : templates[0].Type switch
        {
            "TemplateProcessing" => new TokenTemplate(Pieces(templates[0], "single", 1), Pieces(templates[0], "pair", 2)),
            "BertProcessing" => Around(templates[0], [], 1),
            "RobertaProcessing" => Around(templates[0], Ids(templates[0]["sep"]), 0),
            _ => throw templates[0].Unsupported(Supported),
        };
    }

    private static IEnumerable<JsonField> Flat(JsonField component) => component.Type switch
    {
        null => [],
        "Sequence" => component["processors"].Items().SelectMany(Flat),
        _ => [component],
    };

    private static TemplatePiece[] Pieces(JsonField component, string name, int texts)
    {
        var pieces = new List<TemplatePiece>();
        var added = 0;
        foreach (var item in component[name].Items())
        {
            pieces.Add(Piece(item, component["special_tokens"]));
            added += pieces[^1].Ids.Length;
            component[name].Require(pieces.Count <= MostAdded && added <= MostAdded, $"at most {MostAdded} tokens around a text");
        }

        var order = pieces.Where(piece => piece.Text >= 0).Select(piece => piece.Text);
        component[name].Require(order.SequenceEqual(Enumerable.Range(0, texts)), texts == 1 ? "sequence A once" : "sequence A and then B, once each");
        return [.. pieces];
    }

    private static TemplatePiece Piece(JsonField item, JsonField tokens)
    {
        if (item["Sequence"] is { IsNull: false } text)
        {
            return TemplatePiece.Of(text["id"].Text switch { "A" => 0, "B" => 1, _ => throw text["id"].Unsupported("A, B") }, text["type_id"].NumberOr(0));
        }

        var special = item["SpecialToken"];
        return TemplatePiece.Special(special["type_id"].NumberOr(0),
            [.. tokens[special["id"].Text]["ids"].Items().Take(MostAdded + 1).Select(id => id.Number)]);
    }

    private static TokenTemplate Around(JsonField component, int[] between, int secondType)
    {
        var (cls, sep) = (TemplatePiece.Special(0, Ids(component["cls"])), Ids(component["sep"]));
        TemplatePiece[] first = [cls, TemplatePiece.Of(0, 0), TemplatePiece.Special(0, sep)];
        return new(first, [.. first, TemplatePiece.Special(0, between), TemplatePiece.Of(1, secondType), TemplatePiece.Special(secondType, sep)]);
    }

    private static int[] Ids(JsonField token) => token.Items().ToArray() is [_, var id] ? [id.Number] : throw token.Unsupported("a list of a token and its id");
}

/// <summary>Reads the <c>decoder</c> of a <c>tokenizer.json</c>.</summary>
internal static class DecoderReader
{
    private const string Supported = "null, ByteFallback, ByteLevel, Fuse, Metaspace, Replace, Strip, WordPiece, or a Sequence of them";

    /// <summary>Reads the stages in order.</summary>
    public static IReadOnlyList<ITokenDecoder> Read(JsonField component) => component.Type switch
    {
        null => [new JoinDecoder(" ")],
        "Sequence" => [.. component["decoders"].Items().SelectMany(Read)],
        _ => [Stage(component)],
    };

    private static ITokenDecoder Stage(JsonField stage) => stage.Type switch
    {
        "ByteLevel" => new ByteLevelDecoder(),
        "ByteFallback" => new ByteFallbackDecoder(),
        "Fuse" => new JoinDecoder(""),
        "Metaspace" => new MetaspaceDecoder(MetaspaceField.Mark(stage), MetaspaceField.Scheme(stage) != PrependScheme.Never),
        "Replace" => new ReplaceDecoder(PatternReader.Replace(stage)),
        "Strip" => new StripDecoder(Character(stage["content"]), stage["start"].Number, stage["stop"].Number),
        "WordPiece" => new WordPieceDecoder(stage["prefix"].TextOrNull() ?? "##", stage["cleanup"].FlagOr(true)),
        _ => throw stage.Unsupported(Supported),
    };

    private static char Character(JsonField field) => field.Text is [var character] ? character : throw field.Unsupported("one character of the BMP");
}
