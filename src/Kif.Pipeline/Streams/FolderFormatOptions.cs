namespace Kif.Pipeline.Streams;

/// <summary>Options of reading a folder of tasks.</summary>
public sealed class FolderFormatOptions
{
    /// <summary>The treatment of rows that are not examples. Default: nothing is loaded.</summary>
    public BadRowPolicy BadRows { get; set; }
}
