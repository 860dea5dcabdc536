namespace Kif;

/// <summary>The variant of a method, for methods whose paper and published code differ (spec 13).</summary>
public enum MethodProfile
{
    /// <summary>This library's recommendation: the code's behavior where it defines the method, the paper's where the code has a flaw.</summary>
    Recommended,

    /// <summary>The method as described in its paper.</summary>
    Paper,

    /// <summary>The method as in its published code, or in the library it is commonly compared with, including peculiarities.</summary>
    OfficialCode,
}
