namespace Kif.Pipeline.Evaluation.Dialogues;

/// <summary>Options of the metrics of dialogue states.</summary>
public sealed class DialogueOptions
{
    /// <summary>Whether blanks around a produced value are removed before it is compared. Default: false.</summary>
    public bool Strip { get; set; }
}
