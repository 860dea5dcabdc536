using System.Buffers.Binary;
using System.Text;

namespace Kif.Models.Tokenizers.SentencePiece;

/// <summary>A SentencePiece Unigram model file (<c>spiece.model</c>): pieces with scores, and how text is normalised.</summary>
public sealed class SentencePieceModel
{
    private const int Unigram = 1, MostPieces = 4_000_000;

    /// <summary>A model from its parts.</summary>
    /// <param name="pieces">The vocabulary in the order of ids.</param>
    /// <param name="charsMap">SentencePiece's compiled normalisation; empty for none.</param>
    public SentencePieceModel(IReadOnlyList<SentencePiece> pieces, byte[] charsMap) => (Pieces, CharsMap) = (pieces, charsMap);

    /// <summary>The vocabulary; a piece's place is its id.</summary>
    public IReadOnlyList<SentencePiece> Pieces { get; }

    /// <summary>The compiled normalisation; empty for none.</summary>
    public byte[] CharsMap { get; }

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">The data is damaged, no Unigram model, or has no pieces.</exception>
    public static SentencePieceModel Read(ReadOnlySpan<byte> data)
    {
        var pieces = new List<SentencePiece>();
        byte[] charsMap = [];
        ulong type = Unigram;
        var reader = new ProtobufReader(data);
        while (reader.Next())
        {
            if (reader.Field == 1) pieces.Add(ReadPiece(reader.Bytes));
            if (reader.Field == 2) type = ReadNumber(reader.Bytes, 3, Unigram);
            if (reader.Field == 3) charsMap = ReadBytes(reader.Bytes, 2);
            if (pieces.Count > MostPieces) throw new InvalidDataException($"the vocabulary has more than {MostPieces} pieces");
        }
        if (type != Unigram) throw new InvalidDataException($"the model is of type {type}; Unigram (1) is supported here");
        return pieces.Count > 0 ? new(pieces, charsMap) : throw new InvalidDataException("the model has no pieces");
    }

    /// <summary>Writes a model that SentencePiece reads: padding 0, end 1, unknown 2, a blank in front, blanks as U+2581.</summary>
    public byte[] Write()
    {
        using var file = new MemoryStream();
        foreach (SentencePiece piece in Pieces)
            Bytes(file, 1, m => { Bytes(m, 1, Encoding.UTF8.GetBytes(piece.Text)); Float(m, 2, piece.Score); Number(m, 3, (ulong)piece.Type); });
        Bytes(file, 2, m =>
        {
            Number(m, 3, Unigram);
            Number(m, 4, (ulong)Pieces.Count);
            foreach ((int field, ulong id) in new[] { (40, 2UL), (41, ulong.MaxValue), (42, 1UL), (43, 0UL) }) Number(m, field, id);
        });
        Bytes(file, 3, m =>
        {
            Bytes(m, 1, Encoding.UTF8.GetBytes(CharsMap.Length == 0 ? "identity" : "nmt_nfkc"));
            if (CharsMap.Length > 0) Bytes(m, 2, CharsMap);
            foreach (int field in new[] { 3, 4, 5 }) Number(m, field, 1);
        });
        return file.ToArray();
    }

    private static SentencePiece ReadPiece(ReadOnlySpan<byte> data)
    {
        var (text, score, type) = ("", 0f, PieceType.Normal);
        var reader = new ProtobufReader(data);
        while (reader.Next())
        {
            if (reader.Field == 1) text = Encoding.UTF8.GetString(reader.Bytes);
            if (reader.Field == 2) score = BitConverter.UInt32BitsToSingle((uint)reader.Number);
            if (reader.Field == 3) type = (PieceType)reader.Number;
        }
        return float.IsFinite(score) ? new(text, score, type) : throw new InvalidDataException($"the score of piece '{text}' is {score}");
    }

    private static ulong ReadNumber(ReadOnlySpan<byte> data, int field, ulong otherwise)
    {
        var reader = new ProtobufReader(data);
        while (reader.Next())
            if (reader.Field == field) return reader.Number;
        return otherwise;
    }

    private static byte[] ReadBytes(ReadOnlySpan<byte> data, int field)
    {
        var reader = new ProtobufReader(data);
        while (reader.Next())
            if (reader.Field == field) return reader.Bytes.ToArray();
        return [];
    }

    private static void Bytes(Stream to, int field, Action<MemoryStream> write)
    {
        using var inner = new MemoryStream();
        write(inner);
        Bytes(to, field, inner.ToArray());
    }

    private static void Bytes(Stream to, int field, byte[] content)
    {
        Varint(to, (ulong)(field << 3 | 2));
        Varint(to, (ulong)content.Length);
        to.Write(content);
    }

    private static void Number(Stream to, int field, ulong value)
    {
        Varint(to, (ulong)(field << 3));
        Varint(to, value);
    }

    private static void Float(Stream to, int field, float value)
    {
        Varint(to, (ulong)(field << 3 | 5));
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        to.Write(bytes);
    }

    private static void Varint(Stream to, ulong value)
    {
        for (; value > 0x7f; value >>= 7) to.WriteByte((byte)(value | 0x80));
        to.WriteByte((byte)value);
    }
}
