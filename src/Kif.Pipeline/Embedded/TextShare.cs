namespace Kif.Pipeline.Embedded;

/// <summary>Who may use a text.</summary>
internal enum TextShare
{
    /// <summary>Training and test of the embedded stream.</summary>
    Stream,

    /// <summary>The pretraining corpus.</summary>
    Pretraining,
}
