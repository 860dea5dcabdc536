using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>Receives the rows of a table in the order of the file.</summary>
internal interface IRowSink
{
    /// <summary>Receives the definition of a task of Super-NaturalInstructions, before its rows.</summary>
    void Define(string definition);

    /// <summary>Receives a row: an object with a field for each column, or whatever else a JSON file has in its place.</summary>
    /// <param name="row">The row, valid during the call.</param>
    /// <param name="number">The number of the row, or of the line in JSON Lines, from 1.</param>
    /// <param name="line">The line on which it begins, from 1; 0 if the format has no lines, or if the whole file is one.</param>
    void Add(JsonElement row, int number, int line);

    /// <summary>Receives a fault: of one row, or of the whole file (row 0).</summary>
    /// <param name="row">The row, from 1; 0 for the whole file.</param>
    /// <param name="place">The line and the byte in it; the default if unknown.</param>
    /// <param name="problem">The fault.</param>
    void Fault(int row, JsonPlace place, string problem);

    /// <summary>Receives what was decided while the file was read and a user should be told, a sentence.</summary>
    void Note(string note);
}

/// <summary>The sizes up to which untrusted tables are read.</summary>
internal sealed record TableLimits
{
    /// <summary>The limits of every reader.</summary>
    public static TableLimits Default { get; } = new();

    /// <summary>The most bytes of a row, as text. Default: 64 MiB.</summary>
    public int RowBytes { get; init; } = 64 << 20;

    /// <summary>The most bytes of a JSON file that is a single object, and of a block that Arrow allocates. Default: 256 MiB.</summary>
    public int BlockBytes { get; init; } = 256 << 20;

    /// <summary>Returns a number of bytes as a user reads it.</summary>
    public static string Text(long bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MiB" : $"{bytes} bytes";
}

/// <summary>The error of a file that can't be read on, for the reader's caller to report as a fault.</summary>
/// <param name="problem">The fault.</param>
/// <param name="place">The line and the byte in it; the default if unknown.</param>
internal sealed class TableException(string problem, JsonPlace place = default) : FormatException(problem)
{
    /// <summary>The line and the byte in it; the default if unknown.</summary>
    public JsonPlace Place { get; } = place;
}
