{ { 0 }, { "accepts", "accepts", "accepts", "accepts", "accepts", "accepts" } },
