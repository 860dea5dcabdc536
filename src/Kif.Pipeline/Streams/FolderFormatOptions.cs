namespace Kif.Pipeline.Streams;

/// <summary>How a folder of tasks is read.</summary>
public sealed class FolderFormatOptions
{
    /// <summary>What becomes of rows that are no examples. Default: nothing is loaded.</summary>
    public BadRowPolicy BadRows { get; set; }
}
