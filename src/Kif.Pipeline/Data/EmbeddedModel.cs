using System.Reflection;
using Kif.Models;

namespace Kif;

/// <summary>The small T5 included in Kif, trained by <c>kif pretrain</c>; extracted into a temporary folder on first use.</summary>
public static class EmbeddedModel
{
    private const string Prefix = "Kif.Pipeline.Model.";

    private static readonly Lazy<string> OfThisProcess = new(() => Directory.CreateTempSubdirectory("kif-model-").FullName);

    /// <summary>Returns the model's Hugging Face folder, shared by all processes of a version.</summary>
    public static string Folder()
    {
        Assembly assembly = typeof(EmbeddedModel).Assembly;
        (string Name, byte[] Content)[] files = [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => (n[Prefix.Length..], Read(assembly, n)))];
        string key = Sha256.Of(files.Select(f => (ReadOnlyMemory<byte>)f.Content))[..16];
        string folder = Path.Combine(Path.GetTempPath(), $"kif-model-{Environment.UserName}-{key}");
        // Another user may have made it first, or a link in its place.
        if (!PrivateFolder.Claim(folder)) folder = OfThisProcess.Value;
        foreach ((string name, byte[] content) in files)
        {
            string target = Path.Combine(folder, name);
            if (!(File.Exists(target) && File.ReadAllBytes(target).AsSpan().SequenceEqual(content))) AtomicFile.Write(target, content);
        }
        return folder;
    }

    private static byte[] Read(Assembly assembly, string resource)
    {
        using Stream stream = assembly.GetManifestResourceStream(resource)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}

/// <summary>
/// The Unigram pieces of the embedded model: control pieces, every word of the closed world with a leading space, punctuation, and single letters for other
/// words. Whole words score so far above letters that the best segmentation uses them whenever possible.
/// </summary>
internal static class EmbeddedPieces
{
    /// <summary>The character for a space in pieces.</summary>
    public const char Blank = '\u2581';

    /// <summary>The number of sentinels after the pieces, as in every T5.</summary>
    public const int ExtraIds = 100;

    private const float Word = -7, Mark = -8, Letter = -20;

    /// <summary>The pieces and their scores (log probabilities up to a constant), in order of ids: 0 padding, 1 end, 2 unknown.</summary>
    public static IReadOnlyList<(string Piece, float Score)> All { get; } =
    [
        ("<pad>", 0), ("</s>", 0), ("<unk>", 0),
        .. EmbeddedVocabulary.Words().Where(w => w.Length > 1).Select(w => (Blank + w, Word)),
        .. EmbeddedVocabulary.Punctuation.Select(p => (p.ToString(), Mark)),
        .. Enumerable.Range('a', 26).Select(c => (((char)c).ToString(), Letter)),
        .. Enumerable.Range('a', 26).Select(c => (Blank + ((char)c).ToString(), Letter)),
        (Blank.ToString(), Letter),
    ];
}

/// <summary>
/// The vocabulary of <see cref="EmbeddedStream"/> and <see cref="PretrainingCorpus"/>. Their texts are words separated by one space;
/// a word is one of <see cref="Words"/>, with at most one mark of <see cref="Punctuation"/> attached to its end, or one of <see cref="Sentinels"/>
/// with nothing attached.
/// </summary>
internal static class EmbeddedVocabulary
{
    /// <summary>Returns all words, of lower-case letters a to z, in ordinal order.</summary>
    public static IReadOnlyList<string> Words() =>
    [
        .. WorldText.World.Terminals.Concat(EmbeddedStreamQuestion.All.Select(q => q.Question))
            .Concat(PretrainingQuestion.All.Select(q => q.Pattern)).Concat(PretrainingQuestion.Answers)
            .SelectMany(t => t.Split(' ')).Where(t => t[0] != '{').Select(t => t.TrimEnd('.', ',', '?')).Where(t => t.Length > 0)
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>The punctuation marks that may follow a word.</summary>
    public static IReadOnlyList<char> Punctuation { get; } = [',', '.', '?'];

    /// <summary>The sentinels used by span corruption, in order.</summary>
    public static IReadOnlyList<string> Sentinels { get; } = [.. Enumerable.Range(0, SpanCorruption.MaxSpans + 1).Select(SpanCorruption.Sentinel)];
}
