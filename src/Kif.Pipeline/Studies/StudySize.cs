namespace Kif.Pipeline.Studies;

/// <summary>How much a study trains.</summary>
public enum StudySize
{
    /// <summary>Seconds to a minute: for a first look and for tests.</summary>
    Small,

    /// <summary>Minutes: more examples per task.</summary>
    Full,
}
