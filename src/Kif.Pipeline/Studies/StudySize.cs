namespace Kif.Pipeline.Studies;

/// <summary>The amount of training in a study.</summary>
public enum StudySize
{
    /// <summary>Up to a minute: for a first look and for tests.</summary>
    Small,

    /// <summary>Minutes: more examples per task.</summary>
    Full,
}
