"""What several tests need: real servers, a real browser, clocks and builders."""
